// A kernel that prints what its boot loader handed over, and the reading of that.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';

const timeout = 30_000;

/** QEMU's arguments for a machine whose console comes to us, and which ends with the kernel. */
export const printingMachine = [
  ...['-accel', 'tcg', '-m', '64', '-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-no-reboot'],
];

/** Assembles it. @param directory for what lies about meanwhile */
export async function makePrintingKernel(directory: string): Promise<Uint8Array> {
  await ensureTools(['as', 'objcopy', 'qemu-system-x86_64']);
  const [object, kernel] = [join(directory, 'kernel.o'), join(directory, 'kernel.bin')];
  await run('as', ['--32', join(import.meta.dirname, 'printing-kernel.s'), '-o', object], { timeout });
  await run('objcopy', ['-O', 'binary', '-j', '.text', object, kernel], { timeout });
  return readFile(kernel);
}

/**
 * What the kernel printed, and the bytes of its initrds as they lay in memory together. Throws an error with what the
 * console shows where it was not booted.
 */
export function printed(console: string): { readonly cmdline: string; readonly initrdBytes: number } {
  const [, cmdline, letters] = /<([^>]*)>([A-P]{8})/.exec(console) ?? [];
  if (letters === undefined) throw new Error(`no kernel was booted. The console shows:\n${console}`);
  const digits = Array.from(letters, (letter) => (letter.charCodeAt(0) - 65).toString(16)).join('');
  return { cmdline: cmdline!, initrdBytes: Number.parseInt(digits, 16) };
}
