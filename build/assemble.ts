// Assembles a file for x86-64.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import { ensureTools } from './tools.ts';

const timeout = 30_000;

/** The machine code of the assembly file `source`. Throws the assembler's message. */
export async function assemble(source: string): Promise<Buffer> {
  await ensureTools(['as', 'objcopy']);
  const directory = await mkdtemp(join(tmpdir(), 'baton-assemble-'));
  try {
    const [object, binary] = [join(directory, 'code.o'), join(directory, 'code.bin')];
    await run('as', ['--64', source, '-o', object], { timeout });
    await run('objcopy', ['-O', 'binary', '-j', '.text', object, binary], { timeout });
    return await readFile(binary);
  } finally {
    await rm(directory, { recursive: true });
  }
}
