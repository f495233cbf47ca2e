// The oracle: the demo disk booted without baton, by the firmware and the real GRUB on it.

import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Machine } from '../../qemu/machine.ts';
import { logIn, type Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

export interface Booted extends AsyncDisposable {
  readonly machine: Machine;
  readonly shell: Shell;
}

/** Boots GRUB's default entry of `disk` and logs in. */
export async function bootNatively(disk: string): Promise<Booted> {
  const machine = await startMachine({ disks: [{ file: disk }], graphics: 'vga' });
  try {
    await machine.serial.expectScreen(/GNU GRUB[\s\S]*Debian GNU\/Linux/, {
      seconds: menuSeconds,
      what: "GRUB's menu",
    });
    machine.serial.type('\r');
    const shell = await logIn(machine.serial, bootSeconds);
    await remember(disk, await shell.run('cat /proc/cmdline'));
    return { machine, shell, [Symbol.asyncDispose]: () => machine.kill() };
  } catch (error) {
    await machine.kill();
    throw error;
  }
}

/** The disk is always the same under its name, and so is what GRUB passes: the answer is kept beside it. */
const answer = (disk: string) => `${disk}.cmdline`;

async function remember(disk: string, cmdline: string): Promise<void> {
  const temporary = `${answer(disk)}.${process.pid}`;
  await writeFile(temporary, cmdline);
  await rename(temporary, answer(disk));
}

/** `/proc/cmdline` after GRUB has booted its default entry of `disk`. */
export async function nativeCmdline(disk: string): Promise<string> {
  try {
    return await readFile(answer(disk), 'utf8');
  } catch {
    await using _booted = await bootNatively(disk);
    return readFile(answer(disk), 'utf8');
  }
}

/** A cmdline without the `BOOT_IMAGE=` that GRUB puts in front. */
export function withoutBootImage(cmdline: string): string {
  return cmdline.replace(/^BOOT_IMAGE=\S+ /, '');
}
