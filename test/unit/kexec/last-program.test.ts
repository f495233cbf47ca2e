import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { lastProgram } from '../../../src/kexec/last-program.ts';

const room = join(import.meta.dirname, '../../../src/kexec');
const timeout = 30_000;
const processors = {
  x64: { source: 'last-program.s', tools: '', machine: 'X86-64' },
  arm64: { source: 'arm64/last-program.s', tools: 'aarch64-linux-gnu-', machine: 'AArch64' },
};

for (const [processor, { source, tools, machine }] of Object.entries(processors)) {
  test(`the bytes of the last program for ${processor} are what the assembler makes of its source`, async () => {
    const [as, objcopy] = [`${tools}as`, `${tools}objcopy`];
    await ensureTools([as, objcopy]);
    using directory = await temporaryDirectory();
    const [object, binary] = [join(directory.path, 'object'), join(directory.path, 'binary')];
    await run(as, ['-o', object, join(room, source)], { timeout });
    await run(objcopy, ['-O', 'binary', '-j', '.text', object, binary], { timeout });
    const code = readFileSync(binary);
    assert.equal(Buffer.from(lastProgram(processor)).subarray(-code.length), code);
  });

  test(`for ${processor} it is an executable that readelf finds nothing wrong with`, async () => {
    await ensureTools(['readelf']);
    using directory = await temporaryDirectory();
    const path = join(directory.path, 'program');
    writeFileSync(path, lastProgram(processor));
    const text = await run('readelf', ['-hlW', path], { timeout });
    const form = `EXEC \\(Executable file\\)[\\s\\S]*${machine}[\\s\\S]*LOAD +0x000000 0x0*400000 [\\s\\S]*R E`;
    assert.match(text, new RegExp(form));
    assert.match(text, /Entry point address: +0x400078/);
  });
}

test('for another processor there is none', () => {
  assert.throws(
    () => lastProgram('riscv64'),
    'baton cannot restart a system with systemd on this processor (riscv64).',
  );
});

test.run();
