// FAT file systems, made without root and without mounting anything.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../command.ts';
import { ensureTools } from '../tools.ts';

/** By absolute path: bytes, or what writes the file to the path that it is given. */
export type Tree = Readonly<Record<string, Uint8Array | string | ((path: string) => Promise<void>)>>;

const mebibyte = 2 ** 20;
const timeout = 300_000;
/** For FAT32 at least 65,525 clusters: of 2 KiB, what has more than 128 MiB has enough. */
const sectorsInCluster = 4;
const leastMebibytes = 136;
/** The same files are to give the same bytes; mtools takes its time and its serial numbers from this. */
const env = { SOURCE_DATE_EPOCH: '315532800', MTOOLS_SKIP_CHECK: '1' };

/** Writes the files of the tree below `directory`. */
export async function placeTree(tree: Tree, directory: string): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const place = join(directory, path);
    await mkdir(dirname(place), { recursive: true });
    if (typeof content === 'function') await content(place);
    else await writeFile(place, content);
  }
}

/** MiB for a file system that holds `bytes` and has `spare` MiB left. */
export const fatMebibytes = (bytes: number, spare: number): number =>
  Math.max(leastMebibytes, Math.ceil((bytes * 1.01) / mebibyte) + spare);

/**
 * Makes a FAT32 file system of `mebibytes` (at least 136) named `label`, from byte `offset` of the file `image` on, and
 * copies all that is in `directory` to it. Throws mtools' message.
 */
export async function makeFat(
  image: string,
  offset: number,
  mebibytes: number,
  label: string,
  directory: string,
): Promise<void> {
  await ensureTools(['mformat', 'mcopy']);
  const place = `${image}@@${offset}`;
  const sectors = String((mebibytes * mebibyte) / 512);
  const form = ['-F', '-c', String(sectorsInCluster), '-N', '0ba70000', '-v', label];
  await run('mformat', ['-i', place, '-T', sectors, ...form, '::'], { timeout, env });
  await run('sh', ['-c', 'cd "$1" && exec mcopy -i "$0" -s -Q ./* ::', place, directory], { timeout, env });
}
