// Puts a file where it is to be: beside the old one first, which keeps its name until the new one is whole.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { flush } from '../../bookkeeping/short-write.ts';
import type { SetupFile } from './image.ts';
import type { Step } from './step.ts';

const mebibyte = 2 ** 20;
/** Beside the file itself: directories, and what the filesystem needs to keep track of it. */
const margin = mebibyte;
/** A stick that writes a megabyte in a second gets a whole image. */
const patience = 600_000;

/** What a file is called until it is whole. */
export const unfinished = (path: string) => `${path}.new`;

/**
 * Two steps, with others in between if need be: the first writes the file beside its place, the second puts it there,
 * which is not undone where it takes the place of another. None where the same bytes are there already.
 */
export async function placeFile(file: SetupFile, target: string): Promise<readonly [Step, Step] | undefined> {
  if (await isSame(file, target)) return undefined;
  const directory = dirname(target);
  const made = firstMissing(directory);
  const isNew = !existsSync(target);
  const temporary = unfinished(target);
  return [
    {
      text: `Write ${temporary} (${megabytes(file.size)}).`,
      run: async () => {
        await toldIn(directory, () => makeDirectory(directory));
        await toldIn(temporary, () => copy(file.path, temporary));
      },
      undo: async () => {
        await rm(temporary, { force: true });
        if (made !== undefined) await removeEmpty(directory, made);
      },
    },
    {
      text: `Rename it to ${target}.`,
      run: async () => {
        await toldIn(target, () => rename(temporary, target));
        await flush(directory);
        // FAT writes down a new directory by itself only some seconds later.
        for (let path = directory; made !== undefined && path.startsWith(made); path = dirname(path))
          await flush(dirname(path));
      },
      undo: async () => {
        if (isNew) await rm(target, { force: true });
      },
    },
  ];
}

/**
 * Throws a sentence where the filesystem of `directory` has no room for files of that size beside what is there.
 * @param directory that may not be there yet; then what it will lie in counts
 * @param going paths of files that make room before: what was left half written
 */
export async function requireRoom(directory: string, bytes: number, going: readonly string[]): Promise<void> {
  let place = directory;
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  let free = bavail * bsize;
  for (const path of going) free += (await stat(path).catch(() => undefined))?.size ?? 0;
  if (free < bytes + margin)
    throw new Error(
      `there is no room at ${place}: it takes ${megabytes(bytes + margin)}, and ${megabytes(free)} are free. Remove what is no longer needed there, such as old kernels.`,
    );
}

/** Removes `directory`, and those around it up to `outermost`, as far as they are empty. */
export async function removeEmpty(directory: string, outermost: string): Promise<void> {
  for (let path = directory; path.startsWith(outermost); path = dirname(path)) {
    const gone = await rmdir(path).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code === 'ENOENT',
    );
    if (!gone) return;
  }
}

/** The outermost of the directories up to `directory` that are not there; undefined where all are. */
function firstMissing(directory: string): string | undefined {
  return existsSync(directory) ? undefined : (firstMissing(dirname(directory)) ?? directory);
}

/** With those around it, one by one: where Node makes them all at once, it tells of a read-only filesystem as ENOENT. */
async function makeDirectory(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeDirectory(dirname(path));
  await mkdir(path);
}

/** The SHA-256 of a file, in hexadecimal. Raises Node's errors. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function isSame({ path, size }: SetupFile, target: string): Promise<boolean> {
  const there = await stat(target).catch(() => undefined);
  return there?.isFile() === true && there.size === size && (await digestOf(target)) === (await digestOf(path));
}

async function copy(from: string, to: string): Promise<void> {
  const file = await open(to, 'w', 0o644);
  try {
    await file.writeFile(createReadStream(from), { signal: AbortSignal.timeout(patience) });
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Runs `write`, and throws a sentence about `path` where that fails. */
async function toldIn<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (failure) {
    throw new Error(`${path} could not be written: ${reasonOf(failure as NodeJS.ErrnoException)}.`, { cause: failure });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the filesystem is full. Remove what is no longer needed there',
  EROFS: 'the filesystem is read-only. It was made so because of errors: check it with fsck',
  EIO: 'the disk reports an error. Check the disk',
  ABORT_ERR: `it took longer than ${patience / 60_000} minutes. Check the disk`,
};

function reasonOf({ code = '', message }: NodeJS.ErrnoException): string {
  return reasons[code] ?? message;
}

/** `66.1 MiB` */
function megabytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(1)} MiB`;
}
