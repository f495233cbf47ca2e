// A disc image with a real live system on it: Debian 12 with live-boot.

import { chmod, copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, suite } from '../../build/apt.ts';
import { cached } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { recipeHash } from '../debian-base/install.ts';
import { mmdebstrap } from '../mmdebstrap.ts';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const packages = [
  ...['linux-image-cloud-amd64', 'live-boot', 'live-boot-initramfs-tools', 'busybox', 'zstd'],
  ...['systemd-sysv', 'udev', 'iproute2'],
];

/** The label of the image, and the date that all its files have. */
const [label, date] = ['BATON_LIVE', '2024010100000000'];

/**
 * The path of the image, made if it is not in the cache: its name holds the hash of its recipe. It has a configuration
 * for GRUB, and no loopback.cfg. Nobody may write to it. Throws when it cannot be made.
 */
export async function liveIso(): Promise<string> {
  const directory = await cached(join('live-iso', await recipeHash(import.meta.dirname)), async (made) => {
    await ensureTools(['mmdebstrap', 'mksquashfs', 'xorriso', keyring]);
    const tree = join(made, 'tree');
    for (const name of ['live', 'boot/grub', '.disk']) await mkdir(join(tree, name), { recursive: true });
    // An unprivileged run writes there from a user namespace, in which it is another user.
    for (const path of [made, join(tree, 'live')]) await chmod(path, 0o777);
    const archive = await installLive(made, join(tree, 'live'));
    const squashfs = join(tree, 'live', 'filesystem.squashfs');
    await run(
      'sh',
      ['-c', 'exec mksquashfs - "$1" -tar -quiet -no-progress -comp zstd <"$2"', 'sh', squashfs, archive],
      {
        timeout: 20 * 60_000,
      },
    );
    await rm(archive);
    await copyFile(join(import.meta.dirname, 'grub.cfg'), join(tree, 'boot/grub/grub.cfg'));
    await writeFile(join(tree, '.disk/info'), `Debian GNU/Linux 12 "Bookworm" - live amd64\n`);
    const image = join(made, 'live.iso');
    const names = ['-quiet', '-R', '-V', label, `--modification-date=${date}`, '-o', image];
    await run('xorriso', ['-as', 'mkisofs', ...names, tree], { timeout: 5 * 60_000 });
    await rm(tree, { recursive: true });
    await chmod(image, 0o444);
  });
  return join(directory, 'live.iso');
}

/** Installs the system into an archive in `made`, and its kernel and initrd into `live`. @returns the archive's path */
async function installLive(made: string, live: string): Promise<string> {
  const { main, security } = await findMirrors();
  const sources = join(made, 'sources.list');
  const lines = [`${main} ${suite} main`, `${main} ${suite}-updates main`, `${security} ${suite}-security main`];
  await writeFile(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line}\n`).join(''));
  const archive = join(made, 'root.tar');
  await using nothing = await open('/dev/null');
  await mmdebstrap({
    label: 'Making a live Debian 12',
    packages: 120,
    args: [
      ...['--mode=auto', '--variant=minbase', '--architectures=amd64', '--format=tar'],
      `--include=${packages.join(',')}`,
      '--aptopt=Acquire::Languages "none"',
      ...['man', 'locale', 'doc'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
      '--dpkgopt=path-include=/usr/share/doc/*/copyright',
      `--customize-hook=sh '${join(import.meta.dirname, 'configure.sh')}' "$1"`,
      ...[suite, archive, sources],
    ],
    env: { BATON_LIVE: live },
    fd: nothing.fd,
  });
  await rm(sources);
  return archive;
}
