// node build/purgatory.ts: assembles src/kexec/purgatory.s and writes what came of it into src/kexec/purgatory-code.ts.
// The result is kept in the repository, so that a system that only runs baton needs no assembler; a unit test compares.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './cache.ts';
import { run } from './command.ts';
import { script } from './script.ts';
import { ensureTools } from './tools.ts';

const room = join(checkout, 'src', 'kexec');
const timeout = 30_000;
const lineLength = 100;

/** The machine code of purgatory.s. Throws the assembler's message. */
export async function assemblePurgatory(): Promise<Buffer> {
  await ensureTools(['as', 'objcopy']);
  const directory = await mkdtemp(join(tmpdir(), 'baton-purgatory-'));
  try {
    const [object, binary] = [join(directory, 'purgatory.o'), join(directory, 'purgatory.bin')];
    await run('as', ['--64', join(room, 'purgatory.s'), '-o', object], { timeout });
    await run('objcopy', ['-O', 'binary', '-j', '.text', object, binary], { timeout });
    return await readFile(binary);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function source(code: Buffer): string {
  const lines = code.toString('base64').match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return [
    '// Written by build/purgatory.ts.',
    '',
    '/** The machine code of purgatory.s in base64. */',
    'export const purgatoryCode =',
    ...lines.map((line, at) => `  '${line}'${at < lines.length - 1 ? ' +' : ';'}`),
    '',
  ].join('\n');
}

if (import.meta.main) {
  await script(async () => {
    await writeFile(join(room, 'purgatory-code.ts'), source(await assemblePurgatory()));
    return 0;
  });
}
