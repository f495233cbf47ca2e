// What the kernel tells of the subvolumes of a mounted btrfs.
// https://btrfs.readthedocs.io/en/latest/dev/dev-btrfs-design.html, linux/btrfs.h, linux/btrfs_tree.h

import type { FileHandle } from 'node:fs/promises';
import { callAsync, declare } from './libc.ts';

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');

/** _IOWR(0x94, 17, struct btrfs_ioctl_search_args_v2), and _IOWR(0x94, 18, struct btrfs_ioctl_ino_lookup_args). */
const TREE_SEARCH_V2 = 0xc0709411;
const INO_LOOKUP = 0xd0009412;

/** The tree of all trees, which has an item for each subvolume, and what it says of the default one. */
const ROOT_TREE = 1n;
const ROOT_TREE_DIRECTORY = 6n;
/** Subvolumes have numbers between these; the top level, which has none of its own, is {@link topLevel}. */
const FIRST = 256n;
const LAST = -256n & 0xffff_ffff_ffff_ffffn;
const DIR_ITEM = 84;
const ROOT_ITEM = 132;
const ROOT_BACKREF = 144;
const MAX = 0xffff_ffff_ffff_ffffn;

export const topLevel = 5;

/** struct btrfs_ioctl_search_key, the length of what follows it, and what follows each item's key. */
const keySize = 104;
const headerSize = 32;
const bufferSize = 64 * 1024;
/** Searches on one filesystem: enough for some ten thousand subvolumes. */
const maxSearches = 200;

export interface SubvolumeItem {
  readonly number: number;
  /** Number of the subvolume that it lies in, and the inode of the directory there. */
  readonly parent: number;
  readonly directory: bigint;
  readonly name: string;
  readonly uuid: string;
  /** UUID of the subvolume that it is a snapshot of; undefined where it is none. */
  readonly snapshotOf?: string;
  readonly readOnly: boolean;
  /** When it was made, in seconds since 1970. */
  readonly created: number;
}

export interface SubvolumeTable {
  /** Without the top level, in the order of their numbers. */
  readonly items: readonly SubvolumeItem[];
  /** Number of the one that is mounted where none is asked for. */
  readonly default: number;
}

/** Every subvolume of the btrfs that `file` is on. Needs CAP_SYS_ADMIN. Raises LinuxError. */
export async function listSubvolumes(file: FileHandle): Promise<SubvolumeTable> {
  const roots = new Map<bigint, Buffer>();
  const references = new Map<bigint, { parent: bigint; data: Buffer }>();
  for await (const { objectid, type, offset, data } of search(file, FIRST, LAST, ROOT_ITEM, ROOT_BACKREF)) {
    if (type === ROOT_ITEM) roots.set(objectid, data);
    else if (type === ROOT_BACKREF) references.set(objectid, { parent: offset, data });
  }
  // One that is being deleted has no reference any more.
  const items = [...references].flatMap(([number, { parent, data }]) => {
    const root = roots.get(number);
    return root ? [toItem(number, parent, data, root)] : [];
  });
  return { items, default: await defaultSubvolume(file) };
}

/** struct btrfs_root_ref, and struct btrfs_root_item. */
function toItem(number: bigint, parent: bigint, reference: Buffer, root: Buffer): SubvolumeItem {
  const length = reference.readUInt16LE(16);
  const snapshotOf = root.length >= 279 ? uuidText(root.subarray(263, 279)) : undefined;
  return {
    number: Number(number),
    parent: Number(parent),
    directory: reference.readBigUInt64LE(0),
    name: reference.toString('utf8', 18, 18 + length),
    uuid: root.length >= 263 ? (uuidText(root.subarray(247, 263)) ?? '') : '',
    ...(snapshotOf === undefined ? {} : { snapshotOf }),
    readOnly: (root.readBigUInt64LE(208) & 1n) !== 0n,
    created: root.length >= 347 ? Number(root.readBigUInt64LE(339)) : 0,
  };
}

function uuidText(bytes: Buffer): string | undefined {
  return bytes.every((byte) => byte === 0) ? undefined : bytes.toString('hex');
}

/** The item `default` of the root tree's directory: struct btrfs_dir_item, which begins with the key of its target. */
async function defaultSubvolume(file: FileHandle): Promise<number> {
  for await (const { data } of search(file, ROOT_TREE_DIRECTORY, ROOT_TREE_DIRECTORY, DIR_ITEM, DIR_ITEM)) {
    if (data.length >= 30 && data.toString('latin1', 30) === 'default') return Number(data.readBigUInt64LE(0));
  }
  return topLevel;
}

interface Item {
  readonly objectid: bigint;
  readonly type: number;
  readonly offset: bigint;
  readonly data: Buffer;
}

/** The items of the root tree from one key to another, which lie in the order of object, type and offset. */
async function* search(file: FileHandle, first: bigint, last: bigint, minType: number, maxType: number) {
  let from = { objectid: first, type: minType, offset: 0n };
  for (let searches = 0; searches < maxSearches; searches++) {
    const argument = Buffer.alloc(keySize + 8 + bufferSize);
    [ROOT_TREE, from.objectid, last, from.offset, MAX, 0n, MAX].forEach((value, at) => {
      argument.writeBigUInt64LE(value, at * 8);
    });
    argument.writeUInt32LE(from.type, 56);
    argument.writeUInt32LE(maxType, 60);
    argument.writeUInt32LE(0xffff_ffff, 64);
    argument.writeBigUInt64LE(BigInt(bufferSize), keySize);
    await callAsync('BTRFS_IOC_TREE_SEARCH_V2', ioctl, file.fd, TREE_SEARCH_V2, argument);
    const count = argument.readUInt32LE(64);
    if (count === 0) return;
    let at = keySize + 8;
    for (let index = 0; index < count; index++) {
      const item: Item = {
        objectid: argument.readBigUInt64LE(at + 8),
        offset: argument.readBigUInt64LE(at + 16),
        type: argument.readUInt32LE(at + 24),
        data: argument.subarray(at + headerSize, at + headerSize + argument.readUInt32LE(at + 28)),
      };
      at += headerSize + item.data.length;
      yield item;
      from = item;
    }
    if (from.offset === MAX) return;
    // The key after the last one that was seen.
    from = { ...from, offset: from.offset + 1n };
  }
}

/** Path of the directory with inode `directory` in the subvolume `parent`, from its root, with a `/` at its end or empty. */
export async function directoryPath(file: FileHandle, parent: number, directory: bigint): Promise<string> {
  const argument = Buffer.alloc(4096);
  argument.writeBigUInt64LE(BigInt(parent), 0);
  argument.writeBigUInt64LE(directory, 8);
  await callAsync('BTRFS_IOC_INO_LOOKUP', ioctl, file.fd, INO_LOOKUP, argument);
  return argument.toString('utf8', 16, argument.indexOf(0, 16));
}
