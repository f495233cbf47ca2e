// busybox, which is the rescue shell and the stub that reaches the real root.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { debianOrigin } from './debian-origin.ts';
import { fetchPackage } from './package.ts';
import { file, type Item, link } from './tree.ts';

/** busybox at bin/busybox. */
export async function busyboxFile(): Promise<Item> {
  const of = await fetchPackage('busybox-static');
  return file('bin/busybox', await readFile(join(of.root, 'bin/busybox')), await debianOrigin(of), 0o755);
}

/**
 * busybox with a link in bin for each of its commands, and sbin/modprobe, which the kernel runs when it wants a module
 * that it has no device for, such as a character set or a cipher.
 */
export async function rescueFiles(): Promise<Item[]> {
  const of = await fetchPackage('busybox-static');
  const commands = (await run(join(of.root, 'bin/busybox'), ['--list'], { timeout: 10_000 })).split('\n');
  const links = commands
    .filter((name) => name !== '' && name !== 'busybox')
    .map((name) => link(`bin/${name}`, 'busybox'));
  return [await busyboxFile(), ...links, link('sbin/modprobe', '../bin/busybox')];
}
