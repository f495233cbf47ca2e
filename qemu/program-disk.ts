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
export async function programDisk(directory: Temporary, target = x86_64): Promise<string> {
  const program = await programFiles(target, join(checkout, 'initramfs', 'program.ts'));
  const path = join(directory.path, 'program.squashfs');
  await writeFile(path, await squashfs([...(await nodeFiles(target)), ...program]));
  return path;
}

/** How Node is started on the program below `root`, with the libraries that lie beside it. */
const start = (root: string, target = x86_64) =>
  `${root}${target.interpreter} --library-path ${root}/lib/${target.libraries} ${root}/bin/node ${root}/lib/baton/start.cjs`;

/** Mounts the disk, which the system knows as `device`, and defines the shell function `baton`. */
export async function useProgram(shell: Shell, device: string, target = x86_64): Promise<void> {
  await shell.run(`mount ${device} /mnt`);
  await shell.run(`baton() { ${start('/mnt', target)} "$@"; }`);
}

/** Copies what is on the disk into the system, with the command `baton` on its PATH. */
export async function installProgram(shell: Shell, device: string): Promise<void> {
  await shell.run(`mount ${device} /mnt && cp -a /mnt /opt/baton && umount /mnt`);
  await shell.run(`printf '#!/bin/sh\\nexec ${start('/opt/baton')} "$@"\\n' > /usr/local/bin/baton`);
  await shell.run('chmod +x /usr/local/bin/baton');
}
