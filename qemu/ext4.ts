// Files inside the ext4 filesystem of a disk image, read and changed with debugfs(8), without mounting anything.

import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../build/command.ts';
import { root, sectorBytes } from './debian/layout.ts';
import { temporaryDirectory } from './temporary.ts';

const timeout = 120_000;

/** The names by which e2fsprogs finds the root filesystem in an image of the demo disk. */
const within = (image: string) => `${image}?offset=${root.start * sectorBytes}`;

/** The bytes of the regular file `path` on the demo disk `image`, or on a copy of it. Throws if there is none. */
export async function readFileIn(image: string, path: string): Promise<Buffer> {
  using directory = await temporaryDirectory();
  const copy = join(directory.path, 'file');
  await run('debugfs', ['-R', `dump "${path}" "${copy}"`, within(image)], { timeout });
  if (!existsSync(copy)) throw new Error(`there is no ${path} on ${image}`);
  return await readFile(copy);
}

/** Copies the directory `path` of the demo disk's copy `image`, with all that is in it, into `directory`. */
export async function copyDirectoryOut(image: string, path: string, directory: string): Promise<void> {
  await run('debugfs', ['-R', `rdump "${path}" "${directory}"`, within(image)], { timeout });
}

/**
 * Writes `bytes` as the file `path` on the disk `image`, in place of one that is there; with `bytes` undefined, removes
 * it. debugfs reports no failure in its exit status, so the file is read back: throws if it is not as it was to be.
 */
export async function writeFileIn(image: string, path: string, bytes: Uint8Array | undefined): Promise<void> {
  using directory = await temporaryDirectory();
  const copy = join(directory.path, 'file');
  const commands = [`rm "${path}"`];
  if (bytes) {
    await writeFile(copy, bytes);
    commands.push(`write "${copy}" "${path}"`);
  }
  const list = join(directory.path, 'commands');
  await writeFile(list, `${commands.join('\n')}\n`);
  await run('debugfs', ['-w', '-f', list, within(image)], { timeout });
  const now = await readFileIn(image, path).catch(() => undefined);
  if (Buffer.compare(now ?? Buffer.alloc(0), bytes ?? Buffer.alloc(0)) !== 0) {
    throw new Error(`debugfs could not change ${path} on ${image}`);
  }
}
