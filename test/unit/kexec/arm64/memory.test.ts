import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { usableMemory } from '../../../../src/kexec/arm64/memory.ts';

// As QEMU's machine has it when UEFI has started it, with memory kept for a crash.
const iomem = `09000000-09000fff : pl011@9000000
40000000-5c13ffff : System RAM
  40210000-41c2ffff : Kernel code
  41c30000-4208ffff : reserved
  42090000-4275ffff : Kernel data
  48000000-4c0fffff : reserved
  50000000-57ffffff : Crash kernel
5c140000-5c17ffff : reserved
5c180000-5fffffff : System RAM
  5fe00800-5fe013ff : reserved
`;

test("segments may lie where the running kernel does, but not in what it has set aside, nor in a crash kernel's memory", () => {
  const hex = usableMemory(iomem).map(({ start, end }) => [start.toString(16), end.toString(16)]);
  assert.equal(hex, [
    ['40000000', '41c30000'],
    ['42090000', '48000000'],
    ['4c100000', '50000000'],
    ['58000000', '5c140000'],
    ['5c180000', '5fe00000'],
    ['5fe02000', '60000000'],
  ]);
});

test('a text without memory, as one who is not root sees it, gives none', () => {
  assert.equal(usableMemory(''), []);
  assert.equal(usableMemory('00000000-00000000 : System RAM\n'), []);
});

test.run();
