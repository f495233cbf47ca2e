// What a layout holds to be booted: a kernel, an initrd, and a grub.cfg whose one entry has the layout's name.

import { writeFile } from 'node:fs/promises';
import { run } from '../../build/command.ts';
import { printingKernel } from '../printing-kernel/make.ts';
import { filesystem, partitions } from './disk-makers.ts';
import { type Files, writeFiles } from './files.ts';
import { uuidOf } from './recipe.ts';

/** An ext4 filesystem of 8 MiB; a disk with that as its first GPT partition; or a tar archive of the files. */
export type PayloadKind = 'filesystem' | 'disk' | 'tar';

const mebibytes = 8;
const timeout = 60_000;

/** The command line of the entry, which the kernel prints when it is booted. */
export const payloadCmdline = (name: string) => `layout=${name}`;

/** The files of the layout `name`, with its configuration at `config`. */
export async function payloadFiles(name: string, config = '/boot/grub/grub.cfg'): Promise<Files> {
  return {
    [config]: `menuentry '${name}' {\n  linux /boot/vmlinuz ${payloadCmdline(name)}\n  initrd /boot/initrd.img\n}\n`,
    '/boot/vmlinuz': await printingKernel('long-mode'),
    '/boot/initrd.img': `initrd of ${name}\n`.padEnd(4096, '.'),
  };
}

/** Makes the raw image or archive `path` with what `kind` says. */
export async function makePayload(kind: PayloadKind, name: string, path: string): Promise<void> {
  await writeFile(path, '');
  const files = await payloadFiles(name);
  const offset = kind === 'disk' ? 1 : 0;
  if (kind === 'tar') {
    using tree = await writeFiles(files);
    await run('tar', ['-c', '--owner=0', '--group=0', '-f', path, '-C', tree.path, 'boot'], { timeout });
    return;
  }
  if (kind === 'disk') {
    await partitions(name, mebibytes + 2, [`start=1MiB, size=${mebibytes}MiB`])(path, []);
  }
  await filesystem({ files, uuid: uuidOf(`${name} filesystem`), mebibytes, offset })(path, []);
}
