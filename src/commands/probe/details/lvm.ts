import type { Source } from 'blkid-parse';
import { readMetadataTexts } from '../../../disks/openers/lvm-label.ts';
import { readVolumeGroup } from '../../../disks/openers/volume-group.ts';
import type { Details } from '../row.ts';

/**
 * Of an LVM physical volume: the name of its volume group `vg`, the names of the logical volumes `lvs` that people
 * see, and how many physical volumes there are, `pvs`. Undefined where it belongs to no group, or its metadata is
 * elsewhere.
 */
export async function lvmDetails(source: Source): Promise<Details | undefined> {
  const group = readVolumeGroup(await readMetadataTexts(source));
  return group && { vg: group.name, lvs: group.logicalVolumes, pvs: group.physicalVolumes.length };
}
