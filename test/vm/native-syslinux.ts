// What SYSLINUX itself makes of a configuration: it boots a kernel that prints its command line.

import { readFile, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';

/** The modules that configurations here call, with the libraries that those need. */
const MODULES = ['menu', 'linux', 'whichsys', 'ifcpu64', 'cmd', 'config', 'libcom32', 'libutil', 'libgpl'];
const MODULE_DIRECTORY = '/usr/lib/syslinux/modules/bios';
/** It takes half a second on a quiet machine. */
const timeout = 30_000;

export interface Booted {
  readonly bootImage: string;
  /** What follows `BOOT_IMAGE=`. */
  readonly cmdline: string;
  /** Bytes of all initrds together, each filled up to a multiple of four. */
  readonly initrdBytes: number;
}

/**
 * Boots a FAT disk with these files in a machine without keys pressed. A file whose text is `KERNEL` is the kernel.
 * Throws an error with what the console shows where nothing is booted.
 * @param files by their paths; the directories of one level are made
 */
export async function bootSyslinux(files: Readonly<Record<string, string>>): Promise<Booted> {
  await ensureTools([
    'as',
    'objcopy',
    'mformat',
    'mcopy',
    'qemu-system-x86_64',
    'syslinux',
    `${MODULE_DIRECTORY}/menu.c32`,
  ]);
  using directory = await temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  const tool = (name: string, ...args: string[]) => run(name, args, { timeout });
  await tool('as', '--32', join(import.meta.dirname, 'syslinux-kernel.s'), '-o', at('object'));
  await tool('objcopy', '-O', 'binary', '-j', '.text', at('object'), at('kernel'));
  const kernel = await readFile(at('kernel'));

  const disk = at('disk');
  await writeFile(disk, '');
  await truncate(disk, 4 * 2 ** 20);
  await tool('mformat', '-i', disk, '-v', 'SYSLINUX', '::');
  const directories = new Set(Object.keys(files).map(dirname));
  directories.delete('/');
  for (const name of directories) await tool('mmd', '-i', disk, `::${name}`);
  for (const [path, text] of Object.entries(files)) {
    await writeFile(at('file'), text === 'KERNEL' ? kernel : text);
    await tool('mcopy', '-i', disk, at('file'), `::${path}`);
  }
  await tool('mcopy', '-i', disk, ...MODULES.map((name) => join(MODULE_DIRECTORY, `${name}.c32`)), '::');
  await tool('syslinux', '--install', disk);

  const console = await tool(
    'qemu-system-x86_64',
    ...['-accel', 'tcg', '-m', '64', '-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-no-reboot'],
    ...['-drive', `file=${disk},format=raw`],
  );
  const [, bootImage, cmdline, letters] = /<BOOT_IMAGE=(\S*) ?([^>]*)>([A-P]{8})/.exec(console) ?? [];
  if (letters === undefined)
    throw new Error(`${basename(disk)}: SYSLINUX boots nothing. The console shows:\n${console}`);
  const digits = Array.from(letters, (letter) => (letter.charCodeAt(0) - 65).toString(16)).join('');
  return { bootImage: bootImage!, cmdline: cmdline!, initrdBytes: Number.parseInt(digits, 16) };
}
