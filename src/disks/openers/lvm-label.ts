// Where a physical volume of LVM keeps the metadata of its volume group, as text.
// https://sourceware.org/git/?p=lvm2.git;a=blob;f=lib/format_text/layout.h

import type { Source } from 'blkid-parse';
import { crc32 } from '../../blkid-parse/crc32.ts';
import { readExactly } from './read-exactly.ts';

const sectorSize = 512;
const areaHeaderSize = 512;
const seed = 0xf597a6cf;
/** There are one or two metadata areas, and not many data areas before them. */
const maxPlaces = 16;
/** Flag of a text that is not kept up to date: vgchange --metadatacopies. */
const ignored = 1;

interface Area {
  readonly start: number;
  readonly size: number;
}

/** The texts in the metadata areas of `source`, none where another physical volume has them. Raises what it raises. */
export async function readMetadataTexts(source: Source): Promise<string[]> {
  const texts: string[] = [];
  for (const area of await metadataAreas(source)) {
    const text = await readText(source, area);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** The second of two lists of places, each ended by zeros, that begin behind the volume's UUID and size. */
async function metadataAreas(source: Source): Promise<Area[]> {
  for (const sector of [1, 0, 2, 3]) {
    const label = await readExactly(source, sector * sectorSize, sectorSize);
    if (!label?.has('LABELONE', 0)) continue;
    const areas: Area[] = [];
    let list = 0;
    for (let at = label.u32le(20) + 40; list < 2 && at + 16 <= sectorSize && areas.length < maxPlaces; at += 16) {
      const [start, size] = [label.u64le(at), label.u64le(at + 8)];
      if (start === 0) list += 1;
      else if (list === 1) areas.push({ start, size });
    }
    return areas;
  }
  return [];
}

/** The newest text in `area`; texts follow each other in a ring behind its header. */
async function readText(source: Source, { start, size }: Area): Promise<string | undefined> {
  const header = await readExactly(source, start, areaHeaderSize);
  if (!header?.has(' LVM2 x[5A%r0N*>', 4) || (header.u32le(60) & ignored) !== 0) return undefined;
  const [offset, length] = [header.u64le(40), header.u64le(48)];
  if (offset < areaHeaderSize || offset >= size || length === 0 || length > size - areaHeaderSize) return undefined;
  const first = Math.min(length, size - offset);
  const begin = await readExactly(source, start + offset, first);
  const rest = await readExactly(source, start + areaHeaderSize, length - first);
  if (!begin || !rest) return undefined;
  const bytes = Buffer.concat([begin.array, rest.array]);
  return crc32(seed, bytes) === header.u32le(56) ? bytes.toString('utf8') : undefined;
}
