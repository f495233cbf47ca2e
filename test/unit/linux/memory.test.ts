import { totalmem } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readMemory } from '../../../src/linux/memory.ts';

test('total and available memory are what the kernel says, in bytes', () => {
  const { total, available } = readMemory();
  assert.is(total, totalmem());
  assert.ok(available > 0 && available < total);
});

test('a text without the fields counts as none', () => {
  assert.equal(readMemory('Mem: 3\n'), { total: 0, available: 0 });
});

test.run();
