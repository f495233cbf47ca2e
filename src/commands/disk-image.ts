// The filesystems of a disk image, mounted so that nothing is written to it.

import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFile, type Partition, probe, type Result, type Source, slice } from 'blkid-parse';
import { attach, mount, unmount } from 'node-mount';
import { DirectoryVolume } from '../disks/directory-volume.ts';
import { joinData, mountOptions } from '../disks/mount-options.ts';
import type { Identity, Volume } from '../entry/volume.ts';
import { btrfsPlaces } from './btrfs-places.ts';
import type { Undo } from './undo.ts';

/** All of a btrfs, whatever its default subvolume is. */
const topLevel = 'subvolid=5';

/** An image that QEMU keeps in a format of its own begins with this. */
const qcow = 'QFI\xfb';

export interface DiskImage {
  readonly volumes: readonly Volume[];
  /** Sentences on what was found and is not read. */
  readonly notes: readonly string[];
}

/**
 * Mounts what is on a raw image, or a block device: a filesystem, or those of its GPT or MBR partitions. Needs root.
 * @param letter the disk counts as `/dev/vda`, `/dev/vdb`, …, which is how configurations may name it
 * @param undo gets what is to be done when the volumes are no longer needed
 * @throws a sentence where there is nothing that could be mounted
 */
export async function openDiskImage(path: string, letter: string, undo: Undo): Promise<DiskImage> {
  if (process.getuid?.() !== 0)
    throw new Error(
      `${path} is a disk image, and only root can mount it. Run this as root, or mount it and name the directory.`,
    );
  const source = await fromFile(path);
  try {
    const whole = await probe(source);
    const disk: Part = { id: path, start: 0, size: source.size, facts: whole, device: `/dev/vd${letter}` };
    const parts = isMountable(whole) ? [disk] : await partitionsOf(disk, source);
    const volumes: Volume[] = [];
    const notes: string[] = [];
    for (const part of parts) {
      if (!isMountable(part.facts)) {
        // A partition with nothing on it, such as the one that GRUB's second stage lies in, is not worth a word.
        const { type, ambivalent } = part.facts;
        if (type ?? ambivalent) notes.push(`${part.id} is passed over: it holds ${describe(part.facts)}.`);
        continue;
      }
      try {
        volumes.push(...(await mountPart(path, part, undo)));
      } catch (error) {
        notes.push(`${part.id} is passed over: ${(error as Error).message}`);
      }
    }
    if (volumes.length > 0) return { volumes, notes };
    const why = notes.length > 0 ? notes.join(' ') : `It holds ${describe(whole)}.`;
    const first = Buffer.from(await source.read(0, 4)).toString('latin1');
    const hint = first === qcow ? ' It is in the format qcow2; make a raw one of it: qemu-img convert -O raw.' : '';
    throw new Error(`${path} has no filesystem that baton can read. ${why}${hint}`);
  } finally {
    await source.close();
  }
}

/** A piece of an image, in bytes, and what is on it. */
interface Part {
  readonly id: string;
  readonly device: string;
  readonly start: number;
  readonly size: number;
  readonly facts: Result;
  readonly partition?: Partition;
}

async function partitionsOf(disk: Part, source: Source): Promise<Part[]> {
  const parts: Part[] = [];
  for (const partition of disk.facts.partitions ?? []) {
    const { number, start, size } = partition;
    const facts = await probe(slice(source, start, size));
    parts.push({ id: `${disk.id}#${number}`, device: `${disk.device}${number}`, start, size, facts, partition });
  }
  return parts;
}

function isMountable({ type }: Result): boolean {
  return type !== undefined && Object.hasOwn(mountOptions, type);
}

function describe({ type, table, ambivalent }: Result): string {
  return ambivalent
    ? `${ambivalent.join(' and ')} at once`
    : (type ?? (table ? `a partition table (${table}) without filesystems` : 'nothing that is recognised'));
}

async function mountPart(path: string, part: Part, undo: Undo): Promise<readonly Volume[]> {
  const { id, device, start, size, facts, partition } = part;
  const { type = '', uuid, label } = facts;
  const options = mountOptions[type] ?? {};
  const data = joinData(options.data, type === 'btrfs' ? topLevel : undefined);
  const target = await mkdtemp(join(tmpdir(), 'baton-list-'));
  undo.add(() => rmdir(target));
  // The device goes when the mount goes, and if there is none, with this handle.
  const loop = await attach(path, { offset: start, sizeLimit: size, readOnly: true, autoclear: true });
  try {
    const mounting = mount({
      source: loop.device,
      target,
      type: options.type ?? type,
      flags: ['ro', 'nosuid', 'nodev', 'noexec'],
      ...(data === undefined ? {} : { data }),
    });
    undo.add(async () => {
      const mounted = await mounting.then(
        () => true,
        () => false,
      );
      if (mounted) await unmount(target).catch(() => unmount(target, ['detach']));
    });
    await mounting;
  } finally {
    await loop.close();
  }
  const identity = { uuid, label, type, device, ...partitionFacts(partition) };
  const known = Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== undefined));
  const complete: Identity = { id, ...known };
  return type === 'btrfs' ? btrfsPlaces(target, complete) : [new DirectoryVolume(target, complete)];
}

function partitionFacts(partition: Partition | undefined) {
  const { partuuid, partlabel, typeGuid: parttype } = partition ?? {};
  return { partuuid, partlabel, parttype };
}
