// A disk with a real Debian 12 for arm64, as GRUB boots it on a machine with UEFI: one ext4 filesystem, without a
// partition table. Its packages are unpacked here, and set up in a machine that runs their programs.

import { chmod, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, suite } from '../../build/apt.ts';
import { cached } from '../../build/cache.ts';
import { arm64 } from '../../build/target.ts';
import { ensureTools } from '../../build/tools.ts';
import { installTools, recipeHash } from '../debian-base/install.ts';
import { machineTypes } from '../machine-types.ts';
import { mmdebstrap } from '../mmdebstrap.ts';
import { secondStage } from './second-stage.ts';

const uuid = '7d2f1c9e-5b0a-4c55-9a55-ba7000000008';
const mebibytes = 768;
const packages = ['linux-image-cloud-arm64', 'initramfs-tools', 'systemd-sysv', 'udev', 'e2fsprogs', 'grub-common'];
const filesystem = join(import.meta.dirname, '../debian-base/filesystem.sh');
/** As the package usrmerge leaves it. */
const mergeUsr = 'for name in bin lib sbin; do mkdir -p "$1/usr/$name" && ln -s "usr/$name" "$1/$name"; done';
/** It would double the size of the system, and nobody reads it here. */
const removeDocumentation = 'cd "$1/usr/share" && rm -r doc locale man';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The path of the disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory and of debian-base. Nobody may write to it. Throws when it cannot be made.
 */
export async function arm64Debian(): Promise<string> {
  const directory = await cached(join('arm64-debian', await recipeHash(import.meta.dirname)), make);
  return join(directory, 'disk.img');
}

async function make(directory: string): Promise<void> {
  await ensureTools([...installTools, 'depmod', machineTypes.arm64.emulator]);
  const image = join(directory, 'disk.img');
  await writeFile(image, '');
  // An unprivileged run writes the filesystem from a user namespace, in which it is another user.
  await chmod(image, 0o666);
  await using file = await open(image, 'r+');
  const { main, security } = await findMirrors();
  const sources = join(directory, 'sources.list');
  const lines = [`${main} ${suite} main`, `${main} ${suite}-updates main`, `${security} ${suite}-security main`];
  await writeFile(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line}\n`).join(''));
  const hook = (command: string) => `--extract-hook=${command}`;
  await mmdebstrap({
    label: 'Unpacking Debian 12 for arm64 on a disk',
    packages: 105,
    args: [
      // This variant runs no programs of the packages.
      ...['--mode=auto', '--variant=extract', `--architectures=${arm64.debian}`, '--format=null'],
      ...['--include=?essential', `--include=${packages.join(',')}`],
      '--aptopt=Acquire::Languages "none"',
      `--setup-hook=${mergeUsr}`,
      ...[hook(removeDocumentation), hook(`sh '${filesystem}' "$1"`)],
      ...[suite, '-', sources],
    ],
    env: { BATON_FS_UUID: uuid, BATON_FS_OFFSET: '0', BATON_FS_KIB: `${mebibytes * 1024}k` },
    fd: file.fd,
  });
  await secondStage(image, uuid);
  await file.chmod(0o444);
}
