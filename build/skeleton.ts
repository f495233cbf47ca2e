// Files of the image that are as they lie in initramfs/: settings of drivers and tools.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from './bundle.ts';
import { checkout } from './cache.ts';
import { file, type Item } from './tree.ts';

const directory = 'etc';

/** All files of initramfs/etc, at etc. */
export async function skeletonFiles(): Promise<Item[]> {
  const own = await ownOrigin();
  const root = join(checkout, 'initramfs');
  const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map(async (path) => file(path.slice(root.length + 1), await readFile(path), own)));
}
