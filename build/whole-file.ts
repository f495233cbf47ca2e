// Files that are there as a whole or not at all.

import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from './command.ts';
import { unfinished } from './unfinished.ts';

/** By errno, what to do about it. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Make room, or choose another directory with --output',
  EDQUOT: 'your quota is used up. Make room, or choose another directory with --output',
  EROFS: 'that file system is read-only. Choose another directory with --output',
  EACCES: 'you may not write there. Choose another directory with --output',
  EPERM: 'you may not write there. Choose another directory with --output',
  ENOTDIR: 'part of the path is a file. Choose another directory with --output',
  EEXIST: 'part of the path is a file. Choose another directory with --output',
  EISDIR: 'there is a directory of that name. Remove it',
  ENOTEMPTY: 'there is a directory of that name. Remove it',
};

/**
 * Has `make` write a file, or make a directory, under a name of its own beside `path`, and gives it that name when it
 * is complete, in place of what was there. Returns `path`. Throws a sentence where it cannot be written, and what
 * `make` throws; nothing of it is left then, nor where a signal ends the process.
 */
export async function wholeFile(path: string, make: (temporary: string) => Promise<void>): Promise<string> {
  const temporary = `${path}.${process.pid}`;
  using _ = unfinished(temporary);
  try {
    await mkdir(dirname(path), { recursive: true });
    await make(temporary);
    // A file takes the place of another in one step; a directory does not.
    if ((await stat(temporary)).isDirectory()) await rm(path, { recursive: true, force: true });
    await rename(temporary, path);
    return path;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    const why = advice[reasonOf(error)];
    throw why === undefined ? error : new Error(`${path} cannot be written: ${why}`);
  }
}

/** The errno, also where it is the program of somebody else that has met it: xorriso looks how much is free first. */
function reasonOf(error: unknown): string {
  if (!(error instanceof CommandError)) return (error as NodeJS.ErrnoException).code ?? '';
  return /No space left on device|exceeds free space on media/.test(error.message) ? 'ENOSPC' : '';
}
