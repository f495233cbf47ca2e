// A small disk with files of one's own on it.

import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../build/command.ts';
import type { Temporary } from './temporary.ts';

/**
 * Makes a raw image of `mebibytes` in `directory`: an ext4 filesystem without a partition table, with `files` by their
 * absolute paths; a number stands for that many zero bytes, which take no room. Returns its path.
 */
export async function smallDisk(
  files: Readonly<Record<string, string | Uint8Array | number>>,
  directory: Temporary,
  mebibytes = 16,
): Promise<string> {
  const tree = join(directory.path, 'tree');
  await mkdir(tree, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), typeof content === 'number' ? '' : content);
    if (typeof content === 'number') await truncate(join(tree, path), content);
  }
  const image = join(directory.path, 'small.img');
  await run('mke2fs', ['-q', '-t', 'ext4', '-d', tree, image, `${mebibytes}m`], { timeout: 60_000 });
  return image;
}
