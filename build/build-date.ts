// When the image counts as built: no clock that is right is before that.
// https://reproducible-builds.org/specs/source-date-epoch/

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './cache.ts';
import { run } from './command.ts';

/**
 * Seconds since 1970: `SOURCE_DATE_EPOCH` where it is set, else the date of the checkout's commit, else that of its
 * package.json; not the moment, so that the same inputs give the same bytes.
 */
export async function buildDate(): Promise<number> {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  if (given !== undefined && /^\d{1,12}$/.test(given)) return Number(given);
  try {
    const seconds = Number(await run('git', ['-C', checkout, 'log', '-1', '--format=%ct'], { timeout: 60_000 }));
    if (seconds > 0) return seconds;
  } catch {
    // There is no git, or this is no checkout of one.
  }
  return Math.floor((await stat(join(checkout, 'package.json'))).mtimeMs / 1000);
}
