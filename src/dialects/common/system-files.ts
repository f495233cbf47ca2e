import type { Volume } from '../../entry/volume.ts';
import { type FoundFile, fileElsewhere, fileOn } from './found-file.ts';
import { readFstab } from './fstab.ts';
import { textFile } from './text-file.ts';
import { volumeMounted } from './volume-mounted.ts';

/** The files of an installed system by the paths that they have while it runs. */
export interface SystemFiles {
  find(path: string): Promise<FoundFile>;
  /** The names in a directory, and in what is mounted there. */
  list(path: string): Promise<readonly string[]>;
}

/** Mount points that kernels and initrds lie below. */
const BOOT = ['/boot/efi', '/boot/firmware', '/boot', '/efi'];

/**
 * Looks on the system's root first, and where a file is not there, on what its fstab mounts in front of it.
 * @param root the volume that holds the system's /etc
 */
export async function systemFiles(root: Volume, volumes: readonly Volume[]): Promise<SystemFiles> {
  const fstab = readFstab((await textFile(root, '/etc/fstab')) ?? '');
  const mounts = BOOT.flatMap((target) => fstab.filter((line) => line.target.replace(/\/$/, '') === target));
  return {
    async find(path) {
      const found = await fileOn(root, path);
      if (found.problem === undefined) return found;
      const { path: absolute } = found.resource;
      const mount = mounts.find(({ target }) => absolute.startsWith(`${target.replace(/\/$/, '')}/`));
      if (!mount) return found;
      const inside = absolute.slice(mount.target.replace(/\/$/, '').length);
      const volume = volumeMounted(mount, volumes);
      return volume ? fileOn(volume, inside) : fileElsewhere(mount.source, inside);
    },
    async list(path) {
      const mount = mounts.find(({ target }) => path === target.replace(/\/$/, ''));
      const mounted = mount && volumeMounted(mount, volumes);
      return [...((await root.list(path)) ?? []), ...((await mounted?.list('/')) ?? [])];
    },
  };
}
