// Files of the image that are as they lie in initramfs/: settings of drivers and tools.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildDate } from './build-date.ts';
import { ownOrigin } from './bundle.ts';
import { checkout } from './cache.ts';
import { file, type Item, link } from './tree.ts';

/** The place of these files in the image. */
const place = 'etc';

/**
 * All files of initramfs/etc, at etc, and when the image was built, in seconds since 1970; those below `etc`, another
 * such directory, are added and count over them.
 */
export async function skeletonFiles(etc?: string): Promise<Item[]> {
  const own = await ownOrigin();
  const files = new Map<string, string>();
  for (const root of [join(checkout, 'initramfs', place), ...(etc === undefined ? [] : [etc])]) {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name);
      files.set(join(place, relative(root, path)), path);
    }
  }
  const built = file(join(place, 'baton.built'), Buffer.from(`${await buildDate()}\n`), own);
  const given = await Promise.all(
    [...files].sort().map(async ([name, path]) => {
      const executable = ((await stat(path)).mode & 0o111) !== 0;
      return file(name, await readFile(path), own, executable ? 0o755 : 0o644);
    }),
  );
  // The image is read-only, and name servers are what a network tells.
  const nameServers = link(join(place, 'resolv.conf'), '../run/resolv.conf');
  return [built, nameServers, ...given];
}
