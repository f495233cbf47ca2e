import type { Volume } from '../../entry/volume.ts';
import type { Loader } from './command.ts';

/**
 * Directories in the order in which the loaders look into them, those of an ISOLINUX before the others'. A loader that
 * is installed elsewhere looks there first, so that /extlinux, /EFI/BOOT and their kin are here too; of each, the name
 * that is usual there.
 * (SYSLINUX: core/fs/iso9660/iso9660.c and core/fs/lib/loadconfig.c; U-Boot: /extlinux and /boot/extlinux.)
 */
const DIRECTORIES: readonly (readonly [directory: string, usual: string])[] = [
  ['/boot/isolinux', 'isolinux.cfg'],
  ['/isolinux', 'isolinux.cfg'],
  ['/boot/extlinux', 'extlinux.conf'],
  ['/extlinux', 'extlinux.conf'],
  ['/boot/syslinux', 'syslinux.cfg'],
  ['/syslinux', 'syslinux.cfg'],
  ['', 'syslinux.cfg'],
  ['/EFI/syslinux', 'syslinux.cfg'],
  ['/EFI/BOOT', 'syslinux.cfg'],
  ['/boot', 'extlinux.conf'],
];
/** In each of them, in the order in which they are asked for. */
const NAMES = ['isolinux.cfg', 'extlinux.conf', 'syslx64.cfg', 'syslia32.cfg', 'syslinux.cfg'];

export const places = DIRECTORIES.map(([directory, usual]) => `${directory}/${usual}`);

/**
 * The configurations on a volume; one that is there under two names or twice with the same text counts once. What is
 * not there costs one look at its directory.
 */
export async function findConfigurations(volume: Volume): Promise<string[]> {
  const found: string[] = [];
  const contents: Uint8Array[] = [];
  const names = new Map<string, readonly string[]>();
  for (const [directory] of DIRECTORIES) {
    const real = await spelled(directory);
    if (real === undefined) continue;
    const inside = await list(real);
    for (const wanted of NAMES) {
      const name = inside.find((other) => other.toLowerCase() === wanted);
      const content = name === undefined ? undefined : await volume.read(`${real}/${name}`, 2 ** 20);
      if (!content || contents.some((other) => Buffer.compare(other, content) === 0)) continue;
      contents.push(content);
      found.push(`${real}/${name}`);
    }
  }
  return found;

  async function list(directory: string): Promise<readonly string[]> {
    const known = names.get(directory) ?? (await volume.list(directory || '/')) ?? [];
    names.set(directory, known);
    return known;
  }

  /** The directory as the volume spells it; discs and DOS filesystems often have capital letters. */
  async function spelled(directory: string): Promise<string | undefined> {
    let at = '';
    for (const wanted of directory.split('/').slice(1)) {
      const inside = await list(at);
      const name =
        inside.find((other) => other === wanted) ??
        inside.find((other) => other.toLowerCase() === wanted.toLowerCase());
      if (name === undefined) return undefined;
      at += `/${name}`;
    }
    return at;
  }
}

/** Which loader reads that configuration: ISOLINUX reads a syslinux.cfg too. */
export function loaderOf(path: string, volume: Volume): Loader {
  return /isolinux\.cfg$/i.test(path) || volume.identity.type === 'iso9660' ? 'iso' : 'sys';
}

/**
 * What a server's directory holds for every machine; what it holds for one machine alone is found by
 * `pxelinuxSearchOrder`.
 */
export const pxelinuxPlaces = ['/pxelinux.cfg/default', '/boot/pxelinux.cfg/default', '/pxelinux/pxelinux.cfg/default'];

/** The directory that pxelinux.0 lies in: PXELINUX takes the names of files from there. */
export function pxelinuxDirectory(path: string): string {
  return path.replace(/\/(?:pxelinux\.cfg\/)?[^/]*$/, '') || '/';
}
