// A disk that holds the `baton` command with the Node that runs it, for use inside an installed system.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programFiles } from '../build/bundle.ts';
import { checkout } from '../build/cache.ts';
import { nodeFiles } from '../build/node.ts';
import { squashfs } from '../build/squashfs.ts';
import { x86_64 } from '../build/target.ts';
import type { Shell } from './shell.ts';
import type { Temporary } from './temporary.ts';

/** Makes the disk in `directory`, a squashfs; its path. */
export async function programDisk(directory: Temporary): Promise<string> {
  const program = await programFiles(x86_64, join(checkout, 'initramfs', 'program.ts'));
  const path = join(directory.path, 'program.squashfs');
  await writeFile(path, await squashfs([...(await nodeFiles(x86_64)), ...program]));
  return path;
}

/** Mounts the disk, which the system knows as `device`, and defines the shell function `baton`. */
export async function useProgram(shell: Shell, device: string): Promise<void> {
  const node = `/mnt${x86_64.interpreter} --library-path /mnt/lib/${x86_64.libraries} /mnt/bin/node`;
  await shell.run(`mount ${device} /mnt`);
  await shell.run(`baton() { ${node} /mnt/lib/baton/start.cjs "$@"; }`);
}
