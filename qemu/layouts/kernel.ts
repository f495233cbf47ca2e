// The kernel of the layouts: small, and it tells on the serial port what it was handed.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { temporaryDirectory } from '../temporary.ts';

const timeout = 30_000;

/**
 * Assembles the kernel of kernel.s, which kexec can load. When it runs it prints `<CMDLINE>` and the size of its initrd
 * as eight letters A to P, which stand for hexadecimal digits, and switches the machine off.
 */
export async function layoutKernel(): Promise<Uint8Array> {
  await ensureTools(['as', 'objcopy']);
  using directory = await temporaryDirectory();
  const [object, kernel] = [join(directory.path, 'kernel.o'), join(directory.path, 'kernel.bin')];
  await run('as', ['--64', join(import.meta.dirname, 'kernel.s'), '-o', object], { timeout });
  await run('objcopy', ['-O', 'binary', '-j', '.text', object, kernel], { timeout });
  return await readFile(kernel);
}
