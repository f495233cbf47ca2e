// What a member of a Linux software RAID says of its array. include/uapi/linux/raid/md_p.h

import type { Source } from 'blkid-parse';
import type { Bytes } from '../../blkid-parse/bytes.ts';
import { hex, label } from '../../blkid-parse/text.ts';
import { readExactly } from './read-exactly.ts';

const magic = 0xa92b4efc;

/** Place of a member that holds a journal and no data. */
export const journalPlace = 0xfffd;

/** Features of version 1: a bitmap, a reshape under way, a journal, and two kinds of partial parity logs. */
const journalFeature = 0x200;
const writingFeatures = 0x1 | 0x4 | journalFeature | 0x400 | 0x800;

export interface MdSuperblock {
  /** RAID's level; -1 for linear. */
  readonly level: number;
  /** How many members the array is made for. */
  readonly size: number;
  /** The member's place in the array, from 0 on; undefined for a spare and for one that has failed. */
  readonly place: number | undefined;
  /** The places whose members took part when this was written. */
  readonly active: readonly number[];
  /** Counts the changes of the array: of two members, the one with more is newer. */
  readonly events: number;
  /** Whether everything that was written had reached all members. */
  readonly clean: boolean;
  /** Whether the kernel writes to the members of this array when it starts it, even where it is to be read only. */
  readonly writes: boolean;
  /** Of the array, 32 hexadecimal digits. */
  readonly uuid: string;
  /** `host:root` or `root`; version 0.90 has none. */
  readonly name?: string;
  /** The number of the array's device when it was made, in version 0.90. */
  readonly minor?: number;
}

/** The superblock in `source`; undefined where there is none that can be read. Raises what the source raises. */
export async function readMdSuperblock(source: Source): Promise<MdSuperblock | undefined> {
  const end = Math.floor(source.size / 0x1000) * 0x1000;
  for (const at of [end - 0x2000, 0, 0x1000]) {
    const bytes = await readExactly(source, at, 0x1000);
    if (bytes?.u32le(0) === magic && bytes.u32le(4) === 1 && bytes.u64le(144) * 512 === at) return version1(bytes);
  }
  const bytes = await readExactly(source, Math.floor(source.size / 0x10000) * 0x10000 - 0x10000, 0x1000);
  return bytes && version0(bytes);
}

function version1(bytes: Bytes): MdSuperblock {
  const size = bytes.u32le(92);
  const features = bytes.u32le(8);
  const number = bytes.u32le(160);
  // One role for each member that there has ever been; the superblock is one page here, and has room for 1920.
  const roles = Array.from({ length: Math.min(bytes.u32le(220), 1920) }, (_, index) => bytes.u16le(256 + 2 * index));
  const takesPart = (role: number) => role < size || (role === journalPlace && (features & journalFeature) !== 0);
  const role = roles[number];
  const name = label(bytes.slice(32, 32));
  return {
    level: bytes.u32le(72) | 0,
    size,
    place: role !== undefined && takesPart(role) ? role : undefined,
    active: [...new Set(roles.filter(takesPart))],
    events: bytes.u64le(200),
    clean: bytes.big64le(208) === 0xffff_ffff_ffff_ffffn,
    writes: (features & writingFeatures) !== 0,
    uuid: hex(bytes.slice(16, 16)),
    ...(name === undefined ? {} : { name }),
  };
}

/** Written in the byte order of the machine that made it, as words of 32 bits. */
function version0(bytes: Bytes): MdSuperblock | undefined {
  const little = bytes.u32le(0) === magic;
  if (!little && bytes.u32be(0) !== magic) return undefined;
  const word = (index: number) => (little ? bytes.u32le(index * 4) : bytes.u32be(index * 4));
  // From word 128 on 27 members of 32 words: number, major, minor, place, state. The last one is this member again.
  const placeOf = (member: number) => {
    // Bits 1 and 2 of the state: it is active, and in step.
    const [place, state] = [word(128 + 32 * member + 3), word(128 + 32 * member + 4)];
    return (state & 6) === 6 && place < word(10) ? place : undefined;
  };
  const active = Array.from({ length: 27 }, (_, member) => placeOf(member)).filter((place) => place !== undefined);
  const events = little ? bytes.u64le(39 * 4) : bytes.u64be(39 * 4);
  // Bit 0 of the array's state: clean; bit 8: there is a bitmap. Minor version 91 is a reshape under way.
  const state = word(33);
  return {
    level: word(7) | 0,
    size: word(10),
    place: placeOf(27),
    active: [...new Set(active)],
    events,
    clean: (state & 1) !== 0,
    writes: (state & 0x100) !== 0 || word(2) > 90,
    uuid: [5, 13, 14, 15].map((index) => word(index).toString(16).padStart(8, '0')).join(''),
    minor: word(11),
  };
}
