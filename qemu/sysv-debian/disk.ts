// A disk with a real Debian 12 that System V's init manages, with the scripts of its runlevels run by sysv-rc or by
// OpenRC. It is one ext4 filesystem, without a partition table.

import { chmod, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../build/cache.ts';
import { ensureTools } from '../../build/tools.ts';
import { installDebian, installTools, recipeHash } from '../debian-base/install.ts';

/** The package that runs the scripts. */
export type RunlevelManager = 'sysv-rc' | 'openrc';

const filesystem = { uuid: '7d2f1c9e-5b0a-4c55-9a55-ba7000000007', offset: 0, kibibytes: 640 * 1024 };
const packages = [
  ...['linux-image-cloud-amd64', 'initramfs-tools', 'zstd', 'udev'],
  ...['sysvinit-core', 'initscripts', 'insserv'],
];

/**
 * The path of the disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory and of debian-base. Nobody may write to it. Throws when it cannot be made.
 */
export async function sysvDebian(manager: RunlevelManager): Promise<string> {
  const hash = await recipeHash(import.meta.dirname);
  const directory = await cached(join('sysv-debian', `${manager}-${hash}`), async (made) => {
    await ensureTools(installTools);
    const image = join(made, 'disk.img');
    await writeFile(image, '');
    // An unprivileged run writes the filesystem from a user namespace, in which it is another user.
    await chmod(image, 0o666);
    await using file = await open(image, 'r+');
    const recipe = {
      label: `Installing Debian 12 with ${manager} on a disk`,
      packages: [...packages, manager],
      count: 120,
      configure: join(import.meta.dirname, 'configure.sh'),
      filesystem,
    };
    await installDebian(recipe, made, file.fd);
    await file.chmod(0o444);
  });
  return join(directory, 'disk.img');
}
