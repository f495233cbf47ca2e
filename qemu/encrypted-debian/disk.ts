// A disk that is LUKS2 from its first byte, with a real Debian 12 in it, /boot and all. It has three initrds which open
// it: that of Debian (initramfs-tools), and those of dracut without and with systemd.

import { createHash } from 'node:crypto';
import { chmod, open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, suite } from '../../build/apt.ts';
import { cached } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { diskTools } from '../debian/disk.ts';
import { mmdebstrap } from '../mmdebstrap.ts';

export const passphrase = 'quince-marmalade';

const mebibyte = 2 ** 20;
/** The filesystem's size, and what cryptsetup takes from the end of it to move it out of the way of the header. */
const filesystemMebibytes = 640;
const headerMebibytes = 32;
const filesystemUuid = '7d2f1c9e-5b0a-4c55-9a55-ba7000000005';
const luksUuid = 'ba700000-0000-4000-8000-000000000006';
const encryptMinutes = 10;

const packages = [
  ...['linux-image-cloud-amd64', 'initramfs-tools', 'zstd', 'systemd-sysv', 'udev', 'grub-common'],
  ...['cryptsetup-initramfs', 'dracut-core'],
];

const leftOut = ['/usr/share/man/*', '/usr/share/locale/*', '/usr/share/doc/*'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The path of the disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory. Nobody may write to it. Throws when it cannot be made.
 */
export async function encryptedDebian(): Promise<string> {
  const directory = await cached(join('encrypted-debian', await recipeHash()), make);
  return join(directory, 'disk.img');
}

async function recipeHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(import.meta.dirname)).sort()) {
    hash.update(name).update(await readFile(join(import.meta.dirname, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function make(directory: string): Promise<void> {
  await ensureTools([...diskTools, 'cryptsetup']);
  const image = join(directory, 'disk.img');
  await writeFile(image, '');
  // An unprivileged run writes the filesystem from a user namespace, in which it is another user.
  await chmod(image, 0o666);
  await install(directory, image);
  await truncate(image, (filesystemMebibytes + headerMebibytes) * mebibyte);
  await encrypt(directory, image);
  await chmod(image, 0o444);
}

async function install(directory: string, image: string): Promise<void> {
  const { main, security } = await findMirrors();
  const sources = join(directory, 'sources.list');
  const lines = [`${main} ${suite} main`, `${main} ${suite}-updates main`, `${security} ${suite}-security main`];
  await writeFile(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line}\n`).join(''));
  const hook = (path: string) => `--customize-hook=sh '${join(import.meta.dirname, path)}' "$1"`;
  await using file = await open(image, 'r+');
  await mmdebstrap({
    label: 'Installing Debian 12 on an encrypted disk',
    packages: 160,
    args: [
      ...['--mode=auto', '--variant=minbase', '--architectures=amd64', '--format=null'],
      `--include=${packages.join(',')}`,
      '--aptopt=Acquire::Languages "none"',
      ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      ...[hook('configure.sh'), hook('../debian/filesystem.sh')],
      ...[suite, '-', sources],
    ],
    env: {
      BATON_FS_UUID: filesystemUuid,
      BATON_FS_OFFSET: '0',
      BATON_FS_KIB: `${filesystemMebibytes * 1024}k`,
      BATON_LUKS_UUID: luksUuid,
    },
    fd: file.fd,
  });
}

/** Encrypts the image where it is. In a user namespace: cryptsetup wants a lock below /run, but no other right. */
async function encrypt(directory: string, image: string): Promise<void> {
  const key = ['--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000', '--key-file', '-'];
  const what = ['--encrypt', '--type', 'luks2', '--uuid', luksUuid, '--reduce-device-size', `${headerMebibytes}M`];
  const script = `mount -t tmpfs tmpfs /run && cd "$1" && shift && printf ${passphrase} | exec cryptsetup "$@"`;
  const cryptsetup = ['reencrypt', '--batch-mode', '--force-offline-reencrypt', ...what, ...key, image];
  await run('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', directory, ...cryptsetup], {
    timeout: encryptMinutes * 60_000,
  });
}
