import type { Volume } from '../../entry/volume.ts';
import type { Dialect } from '../dialect.ts';

/** An iPXE from a disk starts autoexec.ipxe from beside itself (https://ipxe.org/appnote/autoexec); the others are customs. */
const DIRECTORIES = ['', '/boot', '/boot/ipxe', '/ipxe', '/EFI/BOOT', '/EFI/ipxe'];
/** Of these, every file that ends so; elsewhere only the names that are started by themselves. */
const ALL = new Set(['', '/boot', '/boot/ipxe', '/ipxe']);
const NAMES = ['autoexec.ipxe', 'boot.ipxe'];
const MAX_FILES = 20;

/** Scripts of the network boot loader iPXE. https://ipxe.org/scripting */
export const ipxe: Dialect = {
  name: 'ipxe',
  places: DIRECTORIES.map((directory) => `${directory}/${ALL.has(directory) ? '*' : 'autoexec'}.ipxe`),
  find,
  async read(path, volume, _, machine) {
    const { readIpxe } = await import('./read.ts');
    return readIpxe(path, volume, machine);
  },
};

/** Scripts that start by themselves come first. */
async function find(volume: Volume): Promise<string[]> {
  const found: string[] = [];
  for (const directory of DIRECTORIES) {
    const names = ((await volume.list(directory || '/')) ?? []).filter((name) => name.endsWith('.ipxe'));
    const known = NAMES.filter((name) => names.includes(name));
    const others = ALL.has(directory) ? names.filter((name) => !known.includes(name)) : [];
    found.push(...[...known, ...others].map((name) => `${directory}/${name}`));
  }
  return found.slice(0, MAX_FILES);
}
