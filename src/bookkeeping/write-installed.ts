import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Entry } from '../entry/entry.ts';
import type { Volume } from '../entry/volume.ts';
import { changeBlockFile } from './block-file.ts';
import { clauseOf } from './refusal.ts';
import { joinChanges } from './write-blocks.ts';

/**
 * Writes what GRUB would have written on its way to the entry, in a system that runs and is about to be restarted into
 * it without GRUB. Never throws.
 * @returns sentences about what was not written
 */
export async function writeInstalled(
  entry: Entry,
  findVolume: (id: string) => Volume | undefined,
): Promise<readonly string[]> {
  const remarks: string[] = [];
  for (const { volume: id, path, variables } of joinChanges(entry.changes ?? [])) {
    try {
      const volume = findVolume(id);
      const file = volume instanceof DirectoryVolume ? volume.directory + path : undefined;
      if (file === undefined || !(await changeBlockFile(file, () => variables)))
        remarks.push(`${path} on ${id} is not there, and GRUB's variables were not saved in it.`);
    } catch (failure) {
      remarks.push(`GRUB's variables were not saved in ${path} on ${id}: ${clauseOf(failure)}.`);
    }
  }
  return remarks;
}
