import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { lastProgram } from '../../../src/kexec/last-program.ts';

const source = join(import.meta.dirname, '../../../src/kexec/last-program.s');
const timeout = 30_000;

test('the bytes of the last program are what the assembler makes of its source', async () => {
  await ensureTools(['as', 'objcopy']);
  using directory = await temporaryDirectory();
  const [object, binary] = [join(directory.path, 'object'), join(directory.path, 'binary')];
  await run('as', ['-o', object, source], { timeout });
  await run('objcopy', ['-O', 'binary', '-j', '.text', object, binary], { timeout });
  const code = readFileSync(binary);
  assert.equal(Buffer.from(lastProgram()).subarray(-code.length), code);
});

test('it is an executable that readelf finds nothing wrong with', async () => {
  await ensureTools(['readelf']);
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'program');
  writeFileSync(path, lastProgram());
  const text = await run('readelf', ['-hlW', path], { timeout });
  assert.match(text, /EXEC \(Executable file\)[\s\S]*X86-64[\s\S]*LOAD +0x000000 0x0*400000 [\s\S]*R E/);
  assert.match(text, /Entry point address: +0x400078/);
});

test.run();
