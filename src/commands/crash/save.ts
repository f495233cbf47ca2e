// Saves what is left of a crashed kernel: its log first, which is small and says most, and then its memory.

import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fromDescriptor } from '../../images/from-file.ts';
import { kernelLog } from '../../images/vmcore/log.ts';
import type { Output } from '../command.ts';
import { copyCore } from './copy-core.ts';
import { findMakedumpfile, makedumpfile } from './makedumpfile.ts';
import { openCore } from './open-core.ts';
import { NoRoomError, roomIn } from './room.ts';

/**
 * Saves the core file `core` in a new directory below `to`, named for the time. What was saved, and what not and why,
 * it says in sentences.
 * @returns whether everything was saved. Raises an error with a sentence where nothing can be
 */
export async function save(
  core: string,
  to: string,
  { out, error }: Output,
  program = findMakedumpfile(),
): Promise<boolean> {
  const file = await openCore(core);
  try {
    const directory = await makeDirectory(to);
    const log = await attempt('the log', () => saveLog(file, join(directory, 'vmcore-dmesg.txt')));
    const memory = await attempt('the memory', () => saveMemory(file, core, directory, program));
    return log && memory;
  } finally {
    await file.close();
  }

  /** @param work says what it did, or raises an error with a clause */
  async function attempt(what: string, work: () => Promise<string>): Promise<boolean> {
    try {
      out(await work());
      return true;
    } catch (failure) {
      error(`baton crash save: ${what} could not be saved: ${(failure as Error).message}.`);
      return false;
    }
  }

  async function saveMemory(
    from: FileHandle,
    path: string,
    directory: string,
    dumper: string | undefined,
  ): Promise<string> {
    const [unfinished, target] = [join(directory, 'vmcore.incomplete'), join(directory, 'vmcore')];
    const room = await roomIn(directory);
    try {
      if (!dumper || !(await dump(dumper, path, unfinished, room))) await copyCore(from, unfinished, room);
      await rename(unfinished, target);
    } catch (failure) {
      await rm(unfinished, { force: true });
      if (!(failure instanceof NoRoomError)) throw failure;
      const mebi = Math.floor(room / 2 ** 20);
      throw new Error(
        `it needs more than the ${mebi} MiB that may be filled in ${to}. Make room there, or name another place with --to`,
      );
    }
    return `The memory of the crashed kernel is in ${target}.`;
  }

  /** @returns whether it could; where it could not, all of the memory may still be copied */
  async function dump(dumper: string, from: string, unfinished: string, room: number): Promise<boolean> {
    try {
      await makedumpfile(dumper, from, unfinished, room);
      return true;
    } catch (failure) {
      if (failure instanceof NoRoomError) throw failure;
      await rm(unfinished, { force: true });
      error(`baton crash save: ${dumper} failed: ${(failure as Error).message}. All of the memory is copied instead.`);
      return false;
    }
  }
}

/** `20261120T141706Z`, and a number where that is taken. Raises an error with a sentence. */
async function makeDirectory(to: string): Promise<string> {
  const name = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  try {
    await mkdir(to, { recursive: true });
    for (let number = 1; ; number++) {
      const path = join(to, number === 1 ? name : `${name}-${number}`);
      const made = await mkdir(path, { mode: 0o700 }).then(
        () => true,
        (failure: NodeJS.ErrnoException) => {
          if (failure.code !== 'EEXIST') throw failure;
          return false;
        },
      );
      if (made) return path;
    }
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    throw new Error(`nothing can be saved in ${to} (${code}). Name another place with --to.`, { cause: failure });
  }
}

/** Raises an error with a clause. */
async function saveLog(core: FileHandle, path: string): Promise<string> {
  const { text, problem } = await kernelLog(await fromDescriptor(core.fd));
  if (text === '') throw new Error(problem ?? 'it is empty');
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return `The log of the crashed kernel is in ${path}${problem === undefined ? '' : `, but not all: ${problem}`}.`;
}
