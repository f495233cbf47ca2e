// busybox, which is the rescue shell and the stub that reaches the real root.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { debianOrigin } from './debian-origin.ts';
import { fetchPackageFor } from './package.ts';
import { foreign, type Target } from './target.ts';
import { file, type Item, link } from './tree.ts';

/** busybox at bin/busybox. */
export async function busyboxFile(target: Target): Promise<Item> {
  const of = await fetchPackageFor(target.debian, 'busybox-static');
  return file('bin/busybox', await readFile(join(of.root, 'bin/busybox')), await debianOrigin(of), 0o755);
}

/**
 * busybox with a link in bin for each of its commands, and sbin/modprobe, which the kernel runs when it wants a module
 * that it has no device for, such as a character set or a cipher.
 */
export async function rescueFiles(target: Target): Promise<Item[]> {
  const of = await fetchPackageFor(target.debian, 'busybox-static');
  const [command, ...args] = foreign(target, [join(of.root, 'bin/busybox'), '--list']);
  const commands = (await run(command, args, { timeout: 10_000 })).split('\n');
  const links = commands
    .filter((name) => name !== '' && name !== 'busybox')
    .map((name) => link(`bin/${name}`, 'busybox'));
  return [await busyboxFile(target), ...links, link('sbin/modprobe', '../bin/busybox')];
}
