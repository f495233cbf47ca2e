import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { prepareJumpMemory } from '../../../src/kexec/jump-memory.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { makeSegment } from '../../../src/kexec/prepared.ts';
import { readMemory } from '../../../src/linux/memory.ts';

const mebi = 2 ** 20;
const [ram, reserved] = [1, 2];
/** As a BIOS describes 1 GiB. */
const memory = [
  { start: 0, size: 0x9fc00, type: ram },
  { start: 0x9fc00, size: 0x400, type: reserved },
  { start: 0xf0000, size: 0x10000, type: reserved },
  { start: mebi, size: 1023 * mebi, type: ram },
];

test('the next kernel is told of the RAM below the bound, of low memory, and of what is no RAM', () => {
  const jump = prepareJumpMemory({ memory }, 'quiet', { start: 16 * mebi, end: 64 * mebi });
  assert.equal(jump.memory, [
    { start: 0x1000, size: 0x9e000, type: ram },
    { start: 0x9fc00, size: 0x400, type: reserved },
    { start: 0xf0000, size: 0x10000, type: reserved },
    { start: 16 * mebi, size: 48 * mebi, type: ram },
  ]);
  assert.is(jump.cmdline, 'quiet kexec_jump_back_entry=0x0000000000000000');
  assert.is(prepareJumpMemory({ memory }, '').cmdline, 'kexec_jump_back_entry=0x0000000000000000');
});

test('what it is told of and what is placed in it are all its segments, no page twice', () => {
  const jump = prepareJumpMemory({ memory }, '', { end: 64 * mebi });
  const kernel = makeSegment(
    jump.placement.take('a kernel', { size: 5000, min: 32 * mebi, low: true }),
    Buffer.alloc(5000),
  );
  const all = [kernel, ...jump.rest([kernel])].sort((one, other) => one.address - other.address);
  assert.equal(
    all.map(({ address, size }) => [address, address + size]),
    [
      [0x1000, 0x9f000],
      [mebi, 32 * mebi],
      [32 * mebi, 32 * mebi + 8192],
      [32 * mebi + 8192, 64 * mebi],
    ],
  );
});

test('more than half of the memory is refused before the kernel does', () => {
  const end = Math.ceil(readMemory().total / 2 / 4096) * 4096 + 2 * mebi;
  const { rest } = prepareJumpMemory({ memory: [{ start: mebi, size: 2 * end, type: ram }] }, '', { end });
  assert.throws(
    () => rest([]),
    (error: unknown) => error instanceof LoadError && /Name a lower --mem-max/.test(error.message),
  );
});

test.run();
