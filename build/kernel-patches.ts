// Corrections to the kernel's source that Debian's 6.1 lacks. Each says what it is for above its first line of diff.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from './cache.ts';
import { CommandError, run } from './command.ts';
import { ensureTools } from './tools.ts';

const directory = join(checkout, 'build', 'kernel', 'patches');
const timeout = 60_000;

export interface Patch {
  readonly name: string;
  readonly text: string;
}

/** All of them, in the order in which they are applied. */
export async function readPatches(): Promise<Patch[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(directory, name), 'utf8') })));
}

/** Applies them to the source at `tree`. Throws a sentence where one does not apply as it stands. */
export async function applyPatches(tree: string, patches: readonly Patch[]): Promise<void> {
  await ensureTools(['patch']);
  for (const { name } of patches) {
    try {
      const input = join(directory, name);
      await run('patch', ['-p1', '-F0', '-N', '--batch', '-d', tree, '-i', input], { timeout });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new Error(
        `build/kernel/patches/${name} does not apply to the kernel's source. Delete it if the source has that correction by now, else adapt it`,
        { cause: error },
      );
    }
  }
}
