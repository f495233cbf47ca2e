// What SYSLINUX itself makes of a configuration: it boots a kernel that prints its command line.

import { truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed, printingMachine } from './printing-kernel.ts';

/** The modules that configurations here call, with the libraries that those need. */
const MODULES = ['menu', 'linux', 'whichsys', 'ifcpu64', 'cmd', 'config', 'libcom32', 'libutil', 'libgpl'];
const MODULE_DIRECTORY = '/usr/lib/syslinux/modules/bios';
/** It takes half a second on a quiet machine. */
const timeout = 180_000;

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
  await ensureTools(['qemu-system-x86_64', 'mformat', 'mcopy', 'syslinux', `${MODULE_DIRECTORY}/menu.c32`]);
  using directory = await temporaryDirectory();
  const kernel = await printingKernel('real-mode');
  const [disk, file] = [join(directory.path, 'disk'), join(directory.path, 'file')];
  const tool = (name: string, ...args: string[]) => run(name, args, { timeout });

  await writeFile(disk, '');
  await truncate(disk, 4 * 2 ** 20);
  await tool('mformat', '-i', disk, '-v', 'SYSLINUX', '::');
  const directories = new Set(Object.keys(files).map(dirname));
  directories.delete('/');
  for (const name of directories) await tool('mmd', '-i', disk, `::${name}`);
  for (const [path, text] of Object.entries(files)) {
    await writeFile(file, text === 'KERNEL' ? kernel : text);
    await tool('mcopy', '-i', disk, file, `::${path}`);
  }
  await tool('mcopy', '-i', disk, ...MODULES.map((name) => join(MODULE_DIRECTORY, `${name}.c32`)), '::');
  await tool('syslinux', '--install', disk);

  const console = await tool('qemu-system-x86_64', ...printingMachine, '-drive', `file=${disk},format=raw`);
  const { cmdline, initrdBytes } = printed(console);
  const [, bootImage = '', rest = ''] = /^BOOT_IMAGE=(\S*) ?(.*)$/s.exec(cmdline) ?? [];
  return { bootImage, cmdline: rest, initrdBytes };
}
