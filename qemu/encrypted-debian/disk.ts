// A disk that is LUKS2 from its first byte, with a real Debian 12 in it, /boot and all. It has three initrds which open
// it: that of Debian (initramfs-tools), and those of dracut without and with systemd.

import { chmod, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { installDebian, installTools, recipeHash } from '../debian-base/install.ts';

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

const recipe = {
  label: 'Installing Debian 12 on an encrypted disk',
  packages,
  count: 160,
  configure: join(import.meta.dirname, 'configure.sh'),
  filesystem: { uuid: filesystemUuid, offset: 0, kibibytes: filesystemMebibytes * 1024 },
  env: { BATON_LUKS_UUID: luksUuid },
};

/**
 * The path of the disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory and of debian-base. Nobody may write to it. Throws when it cannot be made.
 */
export async function encryptedDebian(): Promise<string> {
  const directory = await cached(join('encrypted-debian', await recipeHash(import.meta.dirname)), make);
  return join(directory, 'disk.img');
}

async function make(directory: string): Promise<void> {
  await ensureTools([...installTools, 'cryptsetup']);
  const image = join(directory, 'disk.img');
  await writeFile(image, '');
  // An unprivileged run writes the filesystem from a user namespace, in which it is another user.
  await chmod(image, 0o666);
  {
    await using file = await open(image, 'r+');
    await installDebian(recipe, directory, file.fd);
  }
  await truncate(image, (filesystemMebibytes + headerMebibytes) * mebibyte);
  await encrypt(directory, image);
  await chmod(image, 0o444);
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
