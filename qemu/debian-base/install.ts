// What all disks with an installed Debian 12 have in common.

import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, suite } from '../../build/apt.ts';
import { mmdebstrap } from '../mmdebstrap.ts';

export interface Recipe {
  /** What is being done, for the person who waits. */
  readonly label: string;
  /** Beside those of the variant minbase. */
  readonly packages: readonly string[];
  /** About how many packages that are, with all that they need. */
  readonly count: number;
  /** The path of the script that makes a system of the packages; it gets the path of the root. */
  readonly configure: string;
  /** Where on the disk the filesystem is to lie, and its size. */
  readonly filesystem: { readonly uuid: string; readonly offset: number; readonly kibibytes: number };
  /** Further variables for the script, which has BATON_FS_UUID. */
  readonly env?: Readonly<Record<string, string>>;
}

/** They would double the size of the system, and nobody reads them here. */
const leftOut = ['/usr/share/man/*', '/usr/share/locale/*', '/usr/share/doc/*'];
const licences = '/usr/share/doc/*/copyright';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The programs of this machine that it needs. */
export const installTools = ['mmdebstrap', 'mke2fs', 'debugfs', keyring];

/** The hash of a disk's recipe: of the files in `directory`, and of those here. */
export async function recipeHash(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const place of [directory, import.meta.dirname])
    for (const name of (await readdir(place)).sort()) hash.update(name).update(await readFile(join(place, name)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Installs the system into an ext4 filesystem of the disk that is open for writing as `fd`. What lies about meanwhile
 * goes into `directory`. Throws when it cannot be done.
 */
export async function installDebian(recipe: Recipe, directory: string, fd: number): Promise<void> {
  const { main, security } = await findMirrors();
  const sources = join(directory, 'sources.list');
  const lines = [`${main} ${suite} main`, `${main} ${suite}-updates main`, `${security} ${suite}-security main`];
  await writeFile(sources, lines.map((line) => `deb [signed-by=${keyring}] ${line}\n`).join(''));
  const hooks = [recipe.configure, join(import.meta.dirname, 'filesystem.sh')];
  const { uuid, offset, kibibytes } = recipe.filesystem;
  await mmdebstrap({
    label: recipe.label,
    packages: recipe.count,
    args: [
      ...['--mode=auto', '--variant=minbase', '--architectures=amd64', '--format=null'],
      `--include=${recipe.packages.join(',')}`,
      '--aptopt=Acquire::Languages "none"',
      ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
      `--dpkgopt=path-include=${licences}`,
      ...hooks.map((path) => `--customize-hook=sh '${path}' "$1"`),
      ...[suite, '-', sources],
    ],
    env: {
      BATON_FS_UUID: uuid,
      BATON_FS_OFFSET: String(offset),
      BATON_FS_KIB: `${kibibytes}k`,
      ...recipe.env,
    },
    fd,
  });
}
