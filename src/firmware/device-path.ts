// Where the firmware finds a file: device paths.
// https://uefi.org/specs/UEFI/2.10/10_Protocols_Device_Path_Protocol.html

import { decodeText, encodeText } from './text.ts';

/** A partition in the words of a `HD()` node. */
export interface PartitionPath {
  /** From 1. */
  readonly number: number;
  /** In sectors of the disk. */
  readonly start: bigint;
  readonly size: bigint;
  /** As Linux has it: a GUID in lower case, or the disk's number and the partition's for an MBR, `1a2b3c4d-01`. */
  readonly partuuid: string;
}

export interface DevicePath {
  readonly partition?: PartitionPath;
  /** Path of the file there, with `/` between names and before the first. */
  readonly file?: string;
  /** What the firmware starts: a file of a disk, what it finds on a disk, the network's answer, or a part of itself. */
  readonly kind: 'file' | 'disk' | 'network' | 'firmware' | 'other';
}

const MESSAGING = 3;
const MEDIA = 4;
const END = 0x7f;
/** Of MEDIA: a partition, a file, and a program inside the firmware. */
const HARD_DRIVE = 1;
const FILE_PATH = 4;
const FIRMWARE_FILE = 6;
/** Of MESSAGING: MAC address, IPv4, IPv6, URI. */
const network: readonly number[] = [11, 12, 13, 24];
/** Formats of the partition table, and of what tells its disk from others. */
const MBR = 1;
const GPT = 2;

const hardDriveSize = 42;
/** A path of more nodes is none. */
const maxNodes = 64;

/** Reads a device path as far as it is one. Never throws. */
export function parseDevicePath(bytes: Buffer): DevicePath {
  let partition: PartitionPath | undefined;
  let file = '';
  let kind: DevicePath['kind'] = 'other';
  for (let at = 0, count = 0; at + 4 <= bytes.length && count < maxNodes; count++) {
    const type = bytes.readUInt8(at);
    const subtype = bytes.readUInt8(at + 1);
    const length = bytes.readUInt16LE(at + 2);
    if (type === END || length < 4 || at + length > bytes.length) break;
    const node = bytes.subarray(at, at + length);
    at += length;
    if (type === MEDIA && subtype === HARD_DRIVE && length >= hardDriveSize) partition = parseHardDrive(node);
    else if (type === MEDIA && subtype === FILE_PATH) file += `/${decodeText(node.subarray(4))}`;
    else if (type === MEDIA && subtype === FIRMWARE_FILE) kind = 'firmware';
    else if (type === MESSAGING && network.includes(subtype)) kind = 'network';
    else if (type === MESSAGING && kind === 'other') kind = 'disk';
  }
  const path = file.replaceAll('\\', '/').replace(/\/+/g, '/');
  const hasFile = path.length > 1;
  return {
    ...(partition ? { partition } : {}),
    ...(hasFile ? { file: path } : {}),
    kind: hasFile ? 'file' : partition && kind === 'other' ? 'disk' : kind,
  };
}

/** `HD()/File()`, the short form in which Boot#### variables name a file: the firmware looks for the partition. */
export function fileDevicePath({ number, start, size, partuuid }: PartitionPath, file: string): Buffer {
  const hardDrive = Buffer.alloc(hardDriveSize);
  writeHeader(hardDrive, MEDIA, HARD_DRIVE);
  hardDrive.writeUInt32LE(number, 4);
  hardDrive.writeBigUInt64LE(start, 8);
  hardDrive.writeBigUInt64LE(size, 16);
  const [, disk] = /^([0-9a-f]{8})-[0-9a-f]{2}$/.exec(partuuid) ?? [];
  if (disk === undefined) guidBytes(partuuid).copy(hardDrive, 24);
  else hardDrive.writeUInt32LE(Number.parseInt(disk, 16), 24);
  hardDrive.writeUInt8(disk === undefined ? GPT : MBR, 40);
  hardDrive.writeUInt8(disk === undefined ? GPT : MBR, 41);
  const path = Buffer.concat([Buffer.alloc(4), encodeText(file.replaceAll('/', '\\'))]);
  writeHeader(path, MEDIA, FILE_PATH);
  return Buffer.concat([hardDrive, path, Buffer.from([END, 0xff, 4, 0])]);
}

function writeHeader(node: Buffer, type: number, subtype: number): void {
  node.writeUInt8(type, 0);
  node.writeUInt8(subtype, 1);
  node.writeUInt16LE(node.length, 2);
}

function parseHardDrive(node: Buffer): PartitionPath {
  const number = node.readUInt32LE(4);
  const isGpt = node.readUInt8(41) === GPT;
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  return {
    number,
    start: node.readBigUInt64LE(8),
    size: node.readBigUInt64LE(16),
    partuuid: isGpt ? guidText(node.subarray(24, 40)) : `${hex(node.readUInt32LE(24), 8)}-${hex(number, 2)}`,
  };
}

/** How many bytes each group of a GUID has; the first three are little-endian numbers. */
const groups = [4, 2, 2, 2, 6];

function guidText(bytes: Buffer): string {
  return inOrder(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function guidBytes(text: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.write(text.replaceAll('-', ''), 'hex');
  return inOrder(bytes);
}

/** From the order of the text to that of the bytes, and back. */
function inOrder(bytes: Buffer): Buffer {
  let at = 0;
  const parts = groups.map((size, index) => {
    const part = Buffer.from(bytes.subarray(at, at + size));
    at += size;
    return index < 3 ? part.reverse() : part;
  });
  return Buffer.concat(parts);
}
