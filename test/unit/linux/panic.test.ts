import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { restartAfterPanic } from '../../../src/linux/panic.ts';

test('a kernel that would stand still restarts, and what its cmdline says stays', async () => {
  using directory = await temporaryDirectory();
  const file = join(directory.path, 'panic');
  for (const [before, after] of [
    ['0\n', '60'],
    ['5\n', '5\n'],
    ['-1\n', '-1\n'],
  ] as const) {
    writeFileSync(file, before);
    restartAfterPanic(60, file);
    assert.is(readFileSync(file, 'utf8'), after);
  }
  restartAfterPanic(60, join(directory.path, 'nothing'));
});

test.run();
