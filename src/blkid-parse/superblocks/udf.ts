import type { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Facts, Format } from '../format.ts';
import { hex, label, latin1, utf16 } from '../text.ts';

type Mutable = { -readonly [Field in keyof Facts]: Facts[Field] };

const recognition = 0x8000;
const recognised = ['BEA01', 'BOOT2', 'CD001', 'CDW02', 'NSR02', 'NSR03', 'TEA01'];
const [primary, anchor, implementation, logical, terminator, integrity] = [1, 2, 4, 6, 8, 9];
const maxStructures = 64;
const maxDescriptors = 64;

/** UDF: ECMA-167, parts 2 and 3, and OSTA’s UDF 2.60: http://www.osta.org/specs/pdf/udf260.pdf */
export const udf: Format = {
  type: 'udf',
  usage: 'filesystem',
  tolerant: true,
  magics: recognised.map((bytes) => ({ at: recognition + 1, bytes })),
  verify: async (device) => {
    for (const blockSize of new Set([device.sectorSize ?? 512, 512, 1024, 2048, 4096])) {
      if (!(await isRecognised(device, Math.max(blockSize, 2048)))) continue;
      const found = (await anchorAt(device, blockSize, 256)) ?? (await anchorAt(device, blockSize, 512));
      if (found !== undefined) return await facts(device, blockSize, found.u32le(16), found.u32le(20));
    }
    return undefined;
  },
};

// The volume recognition sequence names the standards that the medium follows; NSR is ECMA-167 itself.
async function isRecognised(device: Device, step: number): Promise<boolean> {
  for (let index = 0; index < maxStructures; index++) {
    const structure = await device.read(recognition + index * step, 7);
    if (structure === undefined) return false;
    if (structure.has('NSR02', 1) || structure.has('NSR03', 1)) return true;
    if (!recognised.some((name) => structure.has(name, 1))) return false;
  }
  return false;
}

async function anchorAt(device: Device, blockSize: number, block: number): Promise<Bytes | undefined> {
  const descriptor = await device.read(block * blockSize, 512);
  return descriptor?.u32le(12) === block && descriptor.u16le(0) === anchor ? descriptor : undefined;
}

async function facts(device: Device, blockSize: number, length: number, location: number): Promise<Facts | undefined> {
  const result: Mutable = { blockSize };
  let revision = 0;
  let integrityAt: { length: number; location: number } | undefined;
  for (let index = 0; index < Math.min(length / blockSize, maxDescriptors); index++) {
    const descriptor = await device.read((location + index) * blockSize, 512);
    if (descriptor === undefined) return undefined;
    const type = descriptor.u16le(0);
    if (type === terminator || descriptor.u32le(12) !== location + index) break;
    if (type === primary) readPrimary(descriptor, result);
    else if (type === implementation) readImplementation(descriptor, result);
    else if (type === logical) {
      if (isOsta(descriptor, 20)) {
        result.logicalVolumeId ??= dstring(descriptor, 84, 128);
        result.label ??= result.logicalVolumeId;
      }
      if (descriptor.has('*OSTA UDF Compliant', 217)) revision ||= descriptor.u16le(240);
      if (descriptor.u32le(268) > 0) integrityAt ??= { length: descriptor.u32le(432), location: descriptor.u32le(436) };
    }
  }
  if (integrityAt !== undefined && integrityAt.length >= 512)
    revision = Math.max(revision, await integrityRevision(device, blockSize, integrityAt.location));
  if (revision > 0)
    result.version = `${(revision >> 8).toString(16)}.${(revision & 0xff).toString(16).padStart(2, '0')}`;
  return result;
}

function readPrimary(descriptor: Bytes, result: Mutable): void {
  if (isOsta(descriptor, 200)) {
    result.volumeId ??= dstring(descriptor, 24, 32);
    result.volumeSetId ??= dstring(descriptor, 72, 128);
    result.uuid ??= volumeSetUuid(descriptor);
  }
  const identifier = (at: number) => label(descriptor.slice(at, 23))?.replace(/^\*/, '') || undefined;
  // The application, or else the program that made the filesystem.
  result.applicationId ??= identifier(345) ?? identifier(389);
}

function readImplementation(descriptor: Bytes, result: Mutable): void {
  if (descriptor.has('*UDF LV Info', 21) && isOsta(descriptor, 52)) result.publisherId ??= dstring(descriptor, 244, 36);
}

// The revisions needed for reading and writing lie behind two numbers for each partition.
async function integrityRevision(device: Device, blockSize: number, location: number): Promise<number> {
  const descriptor = await device.read(location * blockSize, 512);
  if (descriptor?.u16le(0) !== integrity || descriptor.u32le(12) !== location || descriptor.u32le(76) < 46) return 0;
  const use = await device.read(location * blockSize + 80 + 8 * descriptor.u32le(72), 46);
  return use === undefined ? 0 : Math.max(use.u16le(40), use.u16le(42));
}

function isOsta(descriptor: Bytes, at: number): boolean {
  return descriptor.u8(at) === 0 && descriptor.has('OSTA Compressed Unicode', at + 1);
}

// A dstring: the bits of a character, the characters, and in the last byte the length of both.
function characters(descriptor: Bytes, at: number, size: number): [bits: number, bytes: Uint8Array] {
  const length = Math.min(Math.max(descriptor.u8(at + size - 1) - 1, 0), size - 2);
  return [descriptor.u8(at), descriptor.slice(at + 1, length)];
}

function dstring(descriptor: Bytes, at: number, size: number): string | undefined {
  const [bits, bytes] = characters(descriptor, at, size);
  return bits === 8 ? latin1(bytes) : bits === 16 ? utf16(bytes, 'be') : undefined;
}

// UDF has no UUID; the volume set’s identifier begins with sixteen hexadecimal digits by convention, and what is not
// a digit is written as its code. https://lore.kernel.org/all/1414873463-11254-1-git-send-email-pali.rohar@gmail.com/
function volumeSetUuid(descriptor: Bytes): string | undefined {
  const text = dstring(descriptor, 72, 128);
  const bytes = new TextEncoder().encode(text).subarray(0, 16);
  if (bytes.length < 8) return undefined;
  const digits = /^[0-9a-f]*/i.exec(String.fromCharCode(...bytes))![0].toLowerCase();
  if (digits.length >= 16) return digits;
  if (digits.length < 8) return hex(bytes.subarray(0, 8));
  return digits.slice(0, 8) + hex(bytes.subarray(8, 12)).padEnd(8, '0');
}
