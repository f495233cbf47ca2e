// node build/purgatory.ts: assembles src/kexec/purgatory.s and writes what came of it into src/kexec/purgatory-code.ts.
// The result is kept in the repository, so that a system that only runs baton needs no assembler; a unit test compares.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assemble } from './assemble.ts';
import { checkout } from './cache.ts';
import { script } from './script.ts';

const room = join(checkout, 'src', 'kexec');
const lineLength = 100;

/** The machine code of purgatory.s. Throws the assembler's message. */
export const assemblePurgatory = (): Promise<Buffer> => assemble(join(room, 'purgatory.s'));

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
