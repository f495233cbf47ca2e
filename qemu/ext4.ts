// Files inside the ext4 filesystem of a disk image, read and changed with debugfs(8), without mounting anything.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../build/command.ts';
import { root, sectorBytes } from './debian/layout.ts';

const timeout = 120_000;

/** The names by which e2fsprogs finds the root filesystem in an image of the demo disk. */
const within = (image: string) => `${image}?offset=${root.start * sectorBytes}`;

/** The bytes of the regular file `path` on the demo disk `image`, or on a copy of it. Throws if there is none. */
export async function readFileIn(image: string, path: string): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-ext4-'));
  try {
    const copy = join(directory, 'file');
    await run('debugfs', ['-R', `dump "${path}" "${copy}"`, within(image)], { timeout });
    return await readFile(copy);
  } catch (error) {
    throw new Error(`there is no ${path} on ${image}`, { cause: error });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Writes `bytes` as the file `path` on the disk `image`, in place of one that is there; with `bytes` undefined, removes
 * it. debugfs reports no failure in its exit status, so the file is read back: throws if it is not as it was to be.
 */
export async function writeFileIn(image: string, path: string, bytes: Uint8Array | undefined): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-ext4-'));
  try {
    const copy = join(directory, 'file');
    const commands = [`rm "${path}"`];
    if (bytes) {
      await writeFile(copy, bytes);
      commands.push(`write "${copy}" "${path}"`);
    }
    const list = join(directory, 'commands');
    await writeFile(list, `${commands.join('\n')}\n`);
    await run('debugfs', ['-w', '-f', list, within(image)], { timeout });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const now = await readFileIn(image, path).catch(() => undefined);
  if (Buffer.compare(now ?? Buffer.alloc(0), bytes ?? Buffer.alloc(0)) !== 0) {
    throw new Error(`debugfs could not change ${path} on ${image}`);
  }
}
