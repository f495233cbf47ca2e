import type { Source } from 'blkid-parse';
import { journalPlace, readMdSuperblock } from '../../../disks/openers/md-superblock.ts';
import type { Details } from '../row.ts';

/** Levels that are no RAID numbers: https://man7.org/linux/man-pages/man8/mdadm.8.html, --level. */
const levels: Readonly<Record<number, string>> = { [-1]: 'linear', [-4]: 'multipath', [-5]: 'faulty' };

/**
 * Of a member of a Linux software RAID: `level` and number of `devices` of the array, its `name` (null in version 0.90,
 * which has none), and this member's `role`: its place from 0 on, `journal`, or null for a spare and one that failed.
 */
export async function mdDetails(source: Source): Promise<Details | undefined> {
  const superblock = await readMdSuperblock(source);
  if (!superblock) return undefined;
  const { level, size, name, place } = superblock;
  return {
    level: levels[level] ?? `raid${level}`,
    devices: size,
    name: name ?? null,
    role: place === journalPlace ? 'journal' : (place ?? null),
  };
}
