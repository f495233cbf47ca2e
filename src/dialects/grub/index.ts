import type { Volume } from '../../entry/volume.ts';
import type { Dialect } from '../dialect.ts';
import { readConfiguration } from './read.ts';

const FILES = ['/grub/grub.cfg', '/grub2/grub.cfg', '/boot/grub/grub.cfg', '/boot/grub2/grub.cfg', '/grub.cfg'];
/** In each of these lies a directory for each vendor, with a grub.cfg that often leads to another one. */
const VENDOR_DIRECTORIES = ['/EFI', '/boot/efi/EFI', '/efi/EFI'];

/** GRUB 2. https://www.gnu.org/software/grub/manual/grub/grub.html */
export const grub: Dialect = {
  name: 'grub',
  places: [...FILES, ...VENDOR_DIRECTORIES.map((directory) => `${directory}/*/grub.cfg`)],
  find,
  read: readConfiguration,
};

/** A file that is there under two names, as where `/boot/boot` is a link to `/boot`, counts once. */
async function find(volume: Volume): Promise<string[]> {
  const paths = [...FILES];
  for (const directory of VENDOR_DIRECTORIES)
    for (const vendor of (await volume.list(directory)) ?? []) paths.push(`${directory}/${vendor}/grub.cfg`);
  const found: string[] = [];
  const contents: Uint8Array[] = [];
  for (const path of paths) {
    if ((await volume.stat(path))?.kind !== 'file') continue;
    const content = await volume.read(path);
    if (!content || contents.some((other) => Buffer.compare(other, content) === 0)) continue;
    contents.push(content);
    found.push(path);
  }
  return found;
}
