// A disk with a real Debian 12 for arm64, as GRUB boots it on a machine with UEFI: one ext4 filesystem, without a
// partition table. Its programs run by emulation while it is installed.

import { chmod, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, suite } from '../../build/apt.ts';
import { cached } from '../../build/cache.ts';
import { arm64 } from '../../build/target.ts';
import { ensureTools } from '../../build/tools.ts';
import { installTools, recipeHash } from '../debian-base/install.ts';
import { mmdebstrap } from '../mmdebstrap.ts';
import { ensureForeignPrograms } from './foreign-programs.ts';

const uuid = '7d2f1c9e-5b0a-4c55-9a55-ba7000000008';
const mebibytes = 768;
const packages = ['linux-image-cloud-arm64', 'initramfs-tools', 'systemd-sysv', 'udev', 'grub-common'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** They would double the size of the system, and nobody reads them here. */
const leftOut = ['/usr/share/man/*', '/usr/share/locale/*', '/usr/share/doc/*'];

/**
 * The path of the disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory and of debian-base. Nobody may write to it. Throws when it cannot be made.
 */
export async function arm64Debian(): Promise<string> {
  const directory = await cached(join('arm64-debian', await recipeHash(import.meta.dirname)), make);
  return join(directory, 'disk.img');
}

async function make(directory: string): Promise<void> {
  await ensureTools(installTools);
  await ensureForeignPrograms();
  const image = join(directory, 'disk.img');
  await writeFile(image, '');
  // An unprivileged run writes the filesystem from a user namespace, in which it is another user.
  await chmod(image, 0o666);
  await using file = await open(image, 'r+');
  const { main, security } = await findMirrors();
  const sources = join(directory, 'sources.list');
  const lines = [`${main} ${suite} main`, `${main} ${suite}-updates main`, `${security} ${suite}-security main`];
  await writeFile(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line}\n`).join(''));
  const hook = (when: string, path: string) => `--${when}-hook=sh '${join(import.meta.dirname, path)}' "$1"`;
  await mmdebstrap({
    label: 'Installing Debian 12 for arm64 on a disk',
    packages: 121,
    args: [
      ...['--mode=auto', '--variant=minbase', `--architectures=${arm64.debian}`, '--format=null'],
      `--include=${packages.join(',')}`,
      '--aptopt=Acquire::Languages "none"',
      ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      hook('essential', 'initrd.sh'),
      ...[hook('customize', 'configure.sh'), hook('customize', '../debian-base/filesystem.sh')],
      ...[suite, '-', sources],
    ],
    env: { BATON_FS_UUID: uuid, BATON_FS_OFFSET: '0', BATON_FS_KIB: `${mebibytes * 1024}k` },
    fd: file.fd,
  });
  await file.chmod(0o444);
}
