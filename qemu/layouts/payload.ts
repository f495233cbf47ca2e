// What a layout holds to be booted: a kernel, an initrd, and a grub.cfg whose one entry has the layout's name.

import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { layoutKernel } from './kernel.ts';
import { uuidOf } from './recipe.ts';

/** An ext4 filesystem of 8 MiB; a disk with that as its first GPT partition; or a tar archive of the files. */
export type PayloadKind = 'filesystem' | 'disk' | 'tar';

export const payloadMebibytes = 8;
const mebibyte = 2 ** 20;
const timeout = 60_000;

/** The command line of the entry, which the kernel prints when it is booted. */
export const payloadCmdline = (name: string) => `layout=${name}`;

/** Makes the directory `tree` with /boot of the layout `name` in it. */
export async function payloadTree(name: string, tree: string): Promise<void> {
  const boot = join(tree, 'boot');
  await mkdir(join(boot, 'grub'), { recursive: true });
  const config = `menuentry '${name}' {\n  linux /boot/vmlinuz ${payloadCmdline(name)}\n  initrd /boot/initrd.img\n}\n`;
  await writeFile(join(boot, 'grub', 'grub.cfg'), config);
  await writeFile(join(boot, 'initrd.img'), `initrd of ${name}\n`.padEnd(4096, '.'));
  await writeFile(join(boot, 'vmlinuz'), await layoutKernel(tree));
  for (const left of ['kernel.o', 'kernel.bin']) await rm(join(tree, left));
}

/** Writes an ext4 filesystem with the files of the layout `name` into the image `path`, `offset` bytes from its start. */
export async function payloadFilesystem(name: string, path: string, directory: string, offset = 0): Promise<void> {
  await ensureTools(['mke2fs']);
  const tree = join(directory, `${name}.tree`);
  await payloadTree(name, tree);
  const uuid = uuidOf(`${name} filesystem`);
  const same = ['-U', uuid, '-E', `offset=${offset},root_owner=0:0,hash_seed=${uuid},nodiscard`];
  await run('mke2fs', ['-q', '-F', '-t', 'ext4', ...same, '-d', tree, path, `${payloadMebibytes}m`], { timeout });
  await rm(tree, { recursive: true });
}

/** Makes the raw image or archive `path` with what `kind` says; leaves nothing else in `directory`. */
export async function makePayload(kind: PayloadKind, name: string, path: string, directory: string): Promise<void> {
  if (kind === 'tar') {
    const tree = join(directory, `${name}.tree`);
    await payloadTree(name, tree);
    await run('tar', ['--create', '--owner=0', '--group=0', '--file', path, '--directory', tree, 'boot'], { timeout });
    await rm(tree, { recursive: true });
    return;
  }
  await writeFile(path, '');
  if (kind === 'filesystem') return payloadFilesystem(name, path, directory);
  await ensureTools(['sfdisk']);
  await truncate(path, (payloadMebibytes + 2) * mebibyte);
  const table = join(directory, `${name}.table`);
  const ids = [uuidOf(`${name} table`), uuidOf(`${name} partition`)];
  await writeFile(table, `label: gpt\nlabel-id: ${ids[0]}\nstart=1MiB, size=${payloadMebibytes}MiB, uuid=${ids[1]}\n`);
  await run('sh', ['-c', 'exec sfdisk --quiet "$0" <"$1"', path, table], { timeout });
  await rm(table);
  await payloadFilesystem(name, path, directory, mebibyte);
}
