// makedumpfile(8): leaves out of a core what says nothing about a crash (pages of zeros, the page cache, free memory,
// and the processes' own), and compresses the rest. https://github.com/makedumpfile/makedumpfile

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { NoRoomError } from './room.ts';

/** LZO, as all distributions have it, and all five kinds of pages left out. */
const wanted = ['-l', '-d', '31'];
/** For machines with several TiB of memory. In milliseconds. */
const patience = 5 * 3600_000;
/** POSIX's unit of the limit. */
const limitBlock = 512;

/** The path of the program; undefined where it is not installed. */
export function findMakedumpfile(path = process.env.PATH ?? ''): string | undefined {
  return [...path.split(':'), '/usr/sbin', '/sbin'].map((directory) => join(directory, 'makedumpfile')).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Has `program` write the core `from` to the new file `to`.
 * @param room how many bytes may be written
 * Raises NoRoomError, or an error with the last line that the program printed
 */
export async function makedumpfile(program: string, from: string, to: string, room: number): Promise<void> {
  // The shell sets the limit, beyond which the kernel ends who writes.
  const limited = ['-c', 'ulimit -f "$0" && exec "$@"', String(Math.floor(room / limitBlock)), program];
  const child = spawn('/bin/sh', [...limited, ...wanted, from, to], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
  });
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-4096);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...how) => resolve(how));
  });
  if (status === 0) return;
  if (signal === 'SIGXFSZ') throw new NoRoomError(`more than ${room} bytes`);
  const last = printed.split(/[\r\n]+/).findLast((line) => /[a-z]/i.test(line) && !/failed\.$/i.test(line));
  throw new Error(last?.trim() ?? `it ended with ${signal ?? `exit status ${status}`}`);
}
