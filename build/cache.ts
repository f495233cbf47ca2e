// What was fetched or made once and is worth keeping: directories under out/cache, or under $BATON_CACHE.

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** The root of the checkout. */
export const checkout = resolve(import.meta.dirname, '..');

export function cacheRoot(): string {
  return resolve(process.env.BATON_CACHE || join(checkout, 'out', 'cache'));
}

/**
 * The directory `name` of the cache, filled by `make` if it is not there yet. `make` gets a new empty directory, which
 * is renamed into place when it is complete: an interrupted run leaves nothing that looks finished, and of two
 * processes that make the same thing at once the first to finish wins. Errors of `make` come through.
 */
export async function cached(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const final = join(cacheRoot(), name);
  if (existsSync(final)) return final;
  await mkdir(dirname(final), { recursive: true });
  const temporary = await mkdtemp(join(dirname(final), `.${basename(final)}-`));
  try {
    await make(temporary);
    await rename(temporary, final);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(final)) throw error;
  }
  return final;
}
