import type { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Facts, Format } from '../format.ts';
import { label, utf16 } from '../text.ts';

const sectorSize = 2048;
const firstDescriptor = 0x8000;
const maxDescriptors = 16;
const [bootRecord, primary, supplementary, terminator] = [0, 1, 2, 255];
// The escape sequences of UCS-2, levels 1 to 3, in ISO 2022: they mark a Joliet descriptor.
const joliet = ['%/@', '%/C', '%/E'];

/**
 * ISO 9660, with Joliet's longer names where they are there: ECMA-119, section 8,
 * https://ecma-international.org/publications-and-standards/standards/ecma-119/
 */
export const iso9660: Format = {
  type: 'iso9660',
  usage: 'filesystem',
  tolerant: true,
  magics: [
    { at: firstDescriptor + 1, bytes: 'CD001' },
    { at: firstDescriptor + 9, bytes: 'CDROM' },
  ],
  verify: async (device, { bytes }) => {
    if (bytes === 'CDROM') return highSierra(device);
    const { boot, main, unicode } = await descriptors(device);
    if (main === undefined) return undefined;
    const field = (at: number, length: number) => merged(main.slice(at, length), unicode?.slice(at, length));
    const optional = (at: number, length: number) => named(main.slice(at, length), unicode?.slice(at, length));
    return {
      version: unicode && 'Joliet Extension',
      uuid: date(main.slice(830, 17)) ?? date(main.slice(813, 17)),
      label: field(40, 32),
      blockSize: sectorSize,
      systemId: field(8, 32),
      volumeSetId: field(190, 128),
      publisherId: optional(318, 128),
      dataPreparerId: optional(446, 128),
      applicationId: optional(574, 128),
      bootSystemId: boot && label(boot.slice(7, 32)),
    };
  },
};

async function highSierra(device: Device): Promise<Facts | undefined> {
  const descriptor = await device.read(firstDescriptor, sectorSize);
  return descriptor && { version: 'High Sierra', label: label(descriptor.slice(48, 32)), blockSize: sectorSize };
}

async function descriptors(device: Device): Promise<{ boot?: Bytes; main?: Bytes; unicode?: Bytes }> {
  const found: { boot?: Bytes; main?: Bytes; unicode?: Bytes } = {};
  for (let index = 0; index < maxDescriptors; index++) {
    const descriptor = await device.read(firstDescriptor + index * sectorSize, sectorSize);
    const type = descriptor?.u8(0) ?? terminator;
    if (descriptor === undefined || type === terminator) break;
    if (type === bootRecord) found.boot ??= descriptor;
    else if (type === primary) found.main ??= descriptor;
    else if (type === supplementary && joliet.some((sequence) => descriptor.has(sequence, 88)))
      found.unicode ??= descriptor;
  }
  return found;
}

// Joliet has half as many characters in a field, so that where both agree the rest comes from the plain one. There,
// `_` stands for what the plain character set lacks, and lower case is lost.
function merged(ascii: Uint8Array, unicode: Uint8Array | undefined): string | undefined {
  if (unicode === undefined) return label(ascii);
  let text = '';
  let plain = 0;
  for (let at = 0; at + 1 < unicode.length && plain < ascii.length; at += 2, plain++) {
    const unit = String.fromCharCode((unicode[at]! << 8) | unicode[at + 1]!);
    const char = String.fromCharCode(ascii[plain]!);
    if (/[\ud800-\udbff]/.test(unit) && at + 3 < unicode.length) {
      // A pair of surrogates is one character, and one `_` in the plain field.
      text += unit + String.fromCharCode((unicode[at + 2]! << 8) | unicode[at + 3]!);
      at += 2;
    } else if (char === '_') text += unit;
    else if (unit === '_') text += char;
    else if (unit.toUpperCase() === char.toUpperCase()) text += char === char.toUpperCase() ? unit : char;
    else return utf16(unicode, 'be');
  }
  const rest = String.fromCharCode(...ascii.subarray(plain));
  return (
    (text + rest)
      .replace(/\0.*$/s, '')
      .replace(/[ \t\n\v\f\r]+$/, '')
      .toWellFormed() || undefined
  );
}

// A field that begins with `_` names a file on the disc instead.
function named(ascii: Uint8Array, unicode: Uint8Array | undefined): string | undefined {
  const isName = (text: string | undefined) => text !== undefined && !text.startsWith('_');
  const hasPlain = isName(label(ascii)?.trim() || undefined);
  const hasUnicode = unicode !== undefined && isName(utf16(unicode, 'be')?.trim() || undefined);
  if (hasUnicode) return hasPlain ? merged(ascii, unicode) : utf16(unicode, 'be');
  return hasPlain ? label(ascii) : undefined;
}

// Sixteen digits, year to hundredths of a second, and the offset from UTC in quarters of an hour. All zero is none.
function date(bytes: Uint8Array): string | undefined {
  const digits = String.fromCharCode(...bytes.subarray(0, 16));
  if (digits.length < 16 || (digits === '0'.repeat(16) && bytes[16] === 0)) return undefined;
  return digits.replace(/^(.{4})(..)(..)(..)(..)(..)(..)$/s, '$1-$2-$3-$4-$5-$6-$7');
}
