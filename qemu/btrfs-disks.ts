// Disks with a btrfs on them, made on this host: only its kernel can make subvolumes.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, searchPath } from '../build/command.ts';
import { ensureTools } from '../build/tools.ts';
import type { Temporary } from './temporary.ts';

export interface BtrfsOptions {
  /** Also the beginning of the images' names. */
  readonly name: string;
  /** One that was never used: the host's kernel mounts only one filesystem of a UUID. */
  readonly uuid: string;
  /** As mkfs.btrfs has it, for data and metadata; `single` on one device if absent. */
  readonly profile?: 'raid0' | 'raid1';
  /** Runs as root in the mounted filesystem, with btrfs(8) at hand and `set -eu`. */
  readonly script: string;
  /** Runs after what `script` did is on the disks; the images are of the moment after it, with it in the log alone. */
  readonly logged?: string;
}

const size = 128 * 2 ** 20;
const timeout = 120_000;

/** Why a btrfs cannot be made here; undefined where it can. */
export function withoutBtrfs(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can mount a btrfs to make subvolumes on it';
  const hasDriver = () => /^\s*btrfs$/m.test(readFileSync('/proc/filesystems', 'utf8'));
  if (!hasDriver()) spawnSync('modprobe', ['btrfs'], { env: { PATH: searchPath } });
  return hasDriver() ? undefined : 'the kernel of this host has no btrfs';
}

/** Takes the images, mounts what is on them, runs the two scripts, and copies the images before they are unmounted. */
const build = `
mountpoint=$1 script=$2 logged=$3
shift 3
loops=
trap 'cd /; umount "$mountpoint"; for loop in $loops; do losetup -d $loop; done' EXIT
options=commit=300
for image; do
  loop=$(losetup --find --show "$image")
  loops="$loops $loop"
  options=$options,device=$loop
done
mount -t btrfs -o $options \${loops##* } "$mountpoint"
cd "$mountpoint"
eval "$script"
sync -f .
[ -n "$logged" ] || exit 0
eval "$logged"
for image; do cp --sparse=always "$image" "$image.logged"; done
`;

/** Makes the filesystem; returns the raw images of its devices, in their order, in `directory`. */
export async function btrfsDisks(options: BtrfsOptions, directory: Temporary): Promise<string[]> {
  await ensureTools(['mkfs.btrfs', 'losetup']);
  const { name, uuid, profile, script, logged = '' } = options;
  const numbers = profile === undefined ? [1] : [1, 2];
  const images = numbers.map((number) => join(directory.path, `${name}${number}.img`));
  for (const image of images) {
    await writeFile(image, '');
    await truncate(image, size);
  }
  const profiles = profile === undefined ? [] : ['-d', profile, '-m', profile];
  await run('mkfs.btrfs', ['-q', '-U', uuid, ...profiles, ...images], { timeout });
  const mountpoint = join(directory.path, `${name}.mounted`);
  await run('mkdir', [mountpoint], { timeout });
  const args = ['--mount', 'sh', '-euc', build, 'build', mountpoint, script, logged, ...images];
  await run('unshare', args, { timeout, cwd: directory.path });
  return images.map((image) => (logged === '' ? image : `${image}.logged`));
}
