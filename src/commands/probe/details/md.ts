import type { Source } from 'blkid-parse';
import type { Bytes } from '../../../blkid-parse/bytes.ts';
import { label } from '../../../blkid-parse/text.ts';
import type { Details } from '../row.ts';
import { exactly } from './exactly.ts';

const magic = 0xa92b4efc;

/** Levels that are no RAID numbers: https://man7.org/linux/man-pages/man8/mdadm.8.html, --level. */
const levels: Readonly<Record<number, string>> = { [-1]: 'linear', [-4]: 'multipath', [-5]: 'faulty' };

/** Roles that are no places in the array: include/uapi/linux/raid/md_p.h. */
const roles: Readonly<Record<number, string>> = { 65535: 'spare', 65534: 'faulty', 65533: 'journal' };

function levelName(level: number): string {
  return levels[level] ?? `raid${level}`;
}

/**
 * Of a member of a Linux software RAID: `level` and `devices` of the array, its `name` (null in version 0.90, which
 * has none), and this member's `role`: its place from 0 on, or what it is instead. Layouts are those of
 * include/uapi/linux/raid/md_p.h.
 */
export async function mdDetails(source: Source): Promise<Details | undefined> {
  const end = Math.floor(source.size / 0x1000) * 0x1000;
  for (const at of [end - 0x2000, 0, 0x1000]) {
    const superblock = await exactly(source, at, 0x1000);
    const is1 = superblock?.u32le(0) === magic && superblock.u32le(4) === 1;
    if (superblock && is1 && superblock.u64le(144) * 512 === at) return version1(superblock);
  }
  const superblock = await exactly(source, Math.floor(source.size / 0x10000) * 0x10000 - 0x10000, 0x1000);
  return superblock && version0(superblock);
}

function version1(superblock: Bytes): Details {
  const number = superblock.u32le(160);
  const role = number < superblock.u32le(220) ? superblock.u16le(256 + 2 * number) : undefined;
  return {
    level: levelName(superblock.u32le(72) | 0),
    devices: superblock.u32le(92),
    name: label(superblock.slice(32, 32)) ?? null,
    role: role === undefined ? null : (roles[role] ?? role),
  };
}

/** Written in the byte order of the machine that made it. */
function version0(superblock: Bytes): Details | undefined {
  const little = superblock.u32le(0) === magic;
  if (!little && superblock.u32be(0) !== magic) return undefined;
  const word = (index: number) => (little ? superblock.u32le(index * 4) : superblock.u32be(index * 4));
  // Words 992 on describe this member: its number, and three words later its place.
  const [place, state] = [word(995), word(996)];
  // Bit 1 of its state says that it takes part.
  const role = (state & 2) !== 0 ? place : (state & 1) !== 0 ? 'faulty' : 'spare';
  return { level: levelName(word(7) | 0), devices: word(10), name: null, role };
}
