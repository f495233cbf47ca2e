import type { Source } from 'blkid-parse';
import { crc32 } from '../../../blkid-parse/crc32.ts';
import type { Details } from '../row.ts';
import { exactly } from './exactly.ts';
import { readVolumeGroup } from './lvm-text.ts';

const sectorSize = 512;
const areaHeaderSize = 512;
const seed = 0xf597a6cf;
/** A physical volume has one or two metadata areas, and not many data areas before them. */
const maxAreas = 16;

interface Area {
  readonly start: number;
  readonly size: number;
}

/**
 * Of an LVM physical volume: the name of its volume group `vg`, the names of the logical volumes `lvs` that people
 * see, and how many physical volumes there are, `pvs`. Undefined where it belongs to no group, or its metadata is
 * elsewhere. https://sourceware.org/git/?p=lvm2.git;a=blob;f=lib/format_text/layout.h
 */
export async function lvmDetails(source: Source): Promise<Details | undefined> {
  for (const area of await metadataAreas(source)) {
    const text = await metadataText(source, area);
    const group = text === undefined ? undefined : readVolumeGroup(text);
    if (group) return { vg: group.name, lvs: group.logicalVolumes, pvs: group.physicalVolumes };
  }
  return undefined;
}

/** The second of two lists of places, each ended by zeros, which begin behind the volume's UUID and size. */
async function metadataAreas(source: Source): Promise<Area[]> {
  for (const sector of [1, 0, 2, 3]) {
    const label = await exactly(source, sector * sectorSize, sectorSize);
    if (!label?.has('LABELONE', 0)) continue;
    const areas: Area[] = [];
    let list = 0;
    for (let at = label.u32le(20) + 40; list < 2 && at < sectorSize && areas.length < maxAreas; at += 16) {
      const [start, size] = [label.u64le(at), label.u64le(at + 8)];
      if (start === 0) list += 1;
      else if (list === 1) areas.push({ start, size });
    }
    return areas;
  }
  return [];
}

/** The newest metadata in `area`, whose texts follow each other in a ring. */
async function metadataText(source: Source, area: Area): Promise<string | undefined> {
  const header = await exactly(source, area.start, areaHeaderSize);
  if (!header?.has(' LVM2 x[5A%r0N*>', 4)) return undefined;
  const [offset, size] = [header.u64le(40), header.u64le(48)];
  if (offset < areaHeaderSize || offset >= area.size || size === 0 || size > area.size - areaHeaderSize)
    return undefined;
  const first = Math.min(size, area.size - offset);
  const begin = await exactly(source, area.start + offset, first);
  const rest = await exactly(source, area.start + areaHeaderSize, size - first);
  if (!begin || !rest) return undefined;
  const bytes = Buffer.concat([begin.array, rest.array]);
  return crc32(seed, bytes) === header.u32le(56) ? bytes.toString('utf8') : undefined;
}
