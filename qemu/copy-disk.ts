// A copy of a disk image that may be changed.

import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../build/command.ts';
import type { Temporary } from './temporary.ts';

/** Copies the disk `image`, its holes as holes, into `directory` and returns the path of the copy. */
export async function copyDisk(image: string, directory: Temporary): Promise<string> {
  const copy = join(directory.path, 'disk.img');
  await run('cp', ['--reflink=auto', '--sparse=always', image, copy], { timeout: 300_000 });
  await chmod(copy, 0o600);
  return copy;
}
