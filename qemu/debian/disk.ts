// The demo disk: a raw image with a GPT and a real Debian 12 on it, which GRUB boots and baton is to boot as well.

import { createHash } from 'node:crypto';
import { chmod, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, suite } from '../../build/apt.ts';
import { cached } from '../../build/cache.ts';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { readFileIn } from '../ext4.ts';
import { mmdebstrap } from '../mmdebstrap.ts';
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

/** They would double the size of the system, and nobody reads them here. */
const leftOut = ['/usr/share/man/*', '/usr/share/locale/*', '/usr/share/doc/*'];
const kept = ['/usr/share/doc/*/copyright'];

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The programs of this machine that making the disk needs. */
export const diskTools = ['mmdebstrap', 'mke2fs', 'debugfs', 'sfdisk', keyring];

/**
 * The path of the demo disk, made if it is not in the cache: its name holds the hash of its recipe, the files of this
 * directory. Nobody may write to it; machines get it as a snapshot, or a copy. Throws when it cannot be made.
 */
export async function demoDisk(): Promise<string> {
  const directory = await cached(join('demo-disk', await recipeHash()), make);
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
  await ensureTools(diskTools);
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
    await install(directory, file.fd);
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

async function install(directory: string, fd: number): Promise<void> {
  const { main, security } = await findMirrors();
  const sources = join(directory, 'sources.list');
  const lines = [`${main} ${suite} main`, `${main} ${suite}-updates main`, `${security} ${suite}-security main`];
  await writeFile(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line}\n`).join(''));
  const hook = (name: string) => `--customize-hook=sh '${join(import.meta.dirname, name)}' "$1"`;
  await mmdebstrap({
    label: 'Installing Debian 12 on the demo disk',
    packages: 131,
    args: [
      ...['--mode=auto', '--variant=minbase', '--architectures=amd64', '--format=null'],
      `--include=${packages.join(',')}`,
      '--aptopt=Acquire::Languages "none"',
      ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      ...kept.map((path) => `--dpkgopt=path-include=${path}`),
      ...[hook('configure.sh'), hook('filesystem.sh')],
      ...[suite, '-', sources],
    ],
    env: {
      BATON_FS_UUID: rootUuid,
      BATON_FS_OFFSET: String(root.start * sectorBytes),
      BATON_FS_KIB: `${(root.sectors * sectorBytes) / 1024}k`,
    },
    fd,
  });
}
