import type { Volume } from '../../entry/volume.ts';
import { ENTRY_DIRECTORY } from '../bls/type1.ts';
import type { Dialect } from '../dialect.ts';
import { UKI_DIRECTORY } from '../uki/type2.ts';
import { hasEntries, LOADER_CONF, ROOTS } from './partitions.ts';
import { readMenu } from './read.ts';

/**
 * systemd-boot, and with it the Boot Loader Specification: its two types of entries stand on one menu.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd-boot.html
 * https://uapi-group.org/specifications/specs/boot_loader_specification/
 */
export const systemdBoot: Dialect = {
  name: 'systemd-boot',
  places: [LOADER_CONF, `${ENTRY_DIRECTORY}/*.conf`, `/boot${ENTRY_DIRECTORY}/*.conf`, `${UKI_DIRECTORY}/*.efi`],
  find,
  read: (path, volume, volumes, machine) => {
    const directory = /^(.*?)\/(?:loader|EFI)(?:\/|$)/.exec(path)?.[1] ?? '';
    return readMenu(directory, path, volume, volumes, machine);
  },
};

/** One menu for each file system: where `/boot/boot` is a link to `/boot`, the second is the first again. */
async function find(volume: Volume): Promise<string[]> {
  for (const root of ROOTS) {
    if ((await volume.stat(`${root}${LOADER_CONF}`))?.kind === 'file') return [`${root}${LOADER_CONF}`];
    if (await hasEntries(volume, root))
      return [
        (await volume.list(`${root}${ENTRY_DIRECTORY}`)) ? `${root}${ENTRY_DIRECTORY}` : `${root}${UKI_DIRECTORY}`,
      ];
  }
  return [];
}
