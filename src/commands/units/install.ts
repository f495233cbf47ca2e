// Installs what has a system do something at its start or end.

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { UnitFile } from './unit-file.ts';

const patience = 60_000;

/** Runs a program and waits for its end, for a minute at most. Raises Node's error. */
export const tell = (program: string, ...args: string[]) => promisify(execFile)(program, args, { timeout: patience });

/** How a unit calls this program: `baton` on the PATH, or else as it was called now. */
export function ownCommand(): string {
  for (const directory of (process.env.PATH ?? '').split(':')) {
    try {
      accessSync(join(directory, 'baton'), constants.X_OK);
      return join(directory, 'baton');
    } catch {
      // The next directory.
    }
  }
  return [process.execPath, process.argv[1]].join(' ');
}

/** Writes the file, in place of one that is there, and has the manager know it. Raises Node's error. */
export async function install({ path, text, mode, target, enable }: UnitFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  if (target !== undefined) return symlink(target, path);
  await writeFile(path, text);
  await chmod(path, mode);
  const [program, ...args] = enable ?? [];
  if (program !== undefined) await tell(program, ...args);
}

/** Takes the file away, if it is there. Raises Node's error. */
export async function remove({ path, disable }: UnitFile): Promise<void> {
  const [program, ...args] = disable ?? [];
  if (program !== undefined && existsSync(path)) await tell(program, ...args);
  await rm(path, { force: true });
}
