// A kernel that prints what its boot loader handed over, and the reading of that.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { temporaryDirectory } from '../temporary.ts';

const timeout = 30_000;

/** The files that say how it is made. */
export const sources = import.meta.dirname;

/**
 * Assembles the kernel that is entered in this mode: kexec takes the one of long mode, boot loaders in a BIOS that of
 * real mode. When it runs it prints `<CMDLINE>` and the size of its initrd as eight letters A to P, which stand for
 * hexadecimal digits, and switches the machine off.
 */
export async function printingKernel(mode: 'long-mode' | 'real-mode'): Promise<Uint8Array> {
  await ensureTools(['as', 'objcopy']);
  using directory = await temporaryDirectory();
  const [object, kernel] = [join(directory.path, 'kernel.o'), join(directory.path, 'kernel.bin')];
  const width = mode === 'long-mode' ? '--64' : '--32';
  await run('as', [width, '-I', sources, join(sources, `${mode}.s`), '-o', object], { timeout });
  await run('objcopy', ['-O', 'binary', '-j', '.text', object, kernel], { timeout });
  return await readFile(kernel);
}
