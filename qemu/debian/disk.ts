// The demo disk: a raw image with a GPT and a real Debian 12 on it, which GRUB boots and baton is to boot as well.

import { chmod, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { installDebian, installTools, recipeHash } from '../debian-base/install.ts';
import { readFileIn } from '../ext4.ts';
import { embedGrub } from './embed-grub.ts';
import { biosBoot, diskBytes, partitionTable, root, rootUuid, sectorBytes } from './layout.ts';

const packages = [
  'linux-image-cloud-amd64',
  'initramfs-tools',
  // For the initrd: as small as Debian's default makes it, which gzip in its place would not be.
  'zstd',
  'systemd-sysv',
  'udev',
  'grub-common',
  'grub-pc-bin',
];

const recipe = {
  label: 'Installing Debian 12 on the demo disk',
  packages,
  count: 131,
  configure: join(import.meta.dirname, 'configure.sh'),
  filesystem: {
    uuid: rootUuid,
    offset: root.start * sectorBytes,
    kibibytes: (root.sectors * sectorBytes) / 1024,
  },
};

/**
 * The path of the demo disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory and of debian-base. Nobody may write to it; machines get it as a snapshot, or a copy. Throws when it cannot
 * be made.
 */
export async function demoDisk(): Promise<string> {
  const directory = await cached(join('demo-disk', await recipeHash(import.meta.dirname)), make);
  return join(directory, 'disk.img');
}

async function make(directory: string): Promise<void> {
  await ensureTools([...installTools, 'sfdisk']);
  const image = join(directory, 'disk.img');
  const table = join(directory, 'partitions');
  await writeFile(table, partitionTable);
  await writeFile(image, '');
  // An unprivileged run writes the filesystem from a user namespace, in which it is another user.
  await chmod(image, 0o666);
  const file = await open(image, 'r+');
  try {
    await file.truncate(diskBytes);
    await run('sh', ['-c', 'exec sfdisk --quiet "$0" <"$1"', image, table], { timeout: 60_000 });
    await installDebian(recipe, directory, file.fd);
    const grub = '/boot/grub/i386-pc';
    const boot = await readFileIn(image, `${grub}/boot.img`);
    const core = await readFileIn(image, `${grub}/core.img`);
    for (const { offset, bytes } of embedGrub(boot, core, biosBoot.start, biosBoot.sectors)) {
      await file.write(bytes, 0, bytes.length, offset);
    }
  } finally {
    await file.close();
  }
  await chmod(image, 0o444);
}
