// A directory for what lies about while a form is made.

import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinished } from '../unfinished.ts';

const place = '/var/tmp';
/** With less than this left, in bytes, that is why a tool has failed. */
const least = 2 ** 20;

/**
 * Runs `work` with a new directory, on a disk since forms are large, which is gone afterwards. Throws what `work` does,
 * and a sentence where that disk is full.
 */
export async function withScratch<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(place, 'baton-form-'));
  using _ = unfinished(directory);
  try {
    return await work(directory);
  } catch (cause) {
    const { bavail, bsize } = await statfs(place);
    if (bavail * bsize >= least) throw cause;
    throw new Error(`${place} is full, where the parts of a form are put together. Make room there`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What all files below `directory` have together. */
export async function bytesBelow(directory: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  return sum;
}
