import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../../build/command.ts';
import { ensureTools } from '../../../../build/tools.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { startKernel } from '../../../../src/kexec/arm64/start-kernel.ts';

const source = join(import.meta.dirname, '../../../../src/kexec/arm64/start-kernel.s');
const timeout = 30_000;

test('the bytes are what the assembler makes of the source, with both addresses behind them', async () => {
  await ensureTools(['aarch64-linux-gnu-as', 'aarch64-linux-gnu-objcopy']);
  using directory = await temporaryDirectory();
  const [object, binary] = [join(directory.path, 'object'), join(directory.path, 'binary')];
  await run('aarch64-linux-gnu-as', ['-o', object, source], { timeout });
  await run('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', object, binary], { timeout });
  const code = readFileSync(binary);
  code.writeBigUInt64LE(0x1_4020_0000n, code.length - 16);
  code.writeBigUInt64LE(0x5fe0_0000n, code.length - 8);
  assert.equal(startKernel(0x1_4020_0000, 0x5fe0_0000), code);
});

test.run();
