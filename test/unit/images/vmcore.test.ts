// The log of a crashed kernel out of its memory, beside kexec-tools' own reader.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { fromBytes } from '../../../src/images/source.ts';
import { kernelLog } from '../../../src/images/vmcore/log.ts';
import { vmcoreDmesg } from '../../crash-tools.ts';
import { Random } from '../../fuzz/random.ts';
import { coreFile, type Written } from '../core-file.ts';

const program = await vmcoreDmesg();
const directory = await temporaryDirectory();
test.after(directory.remove);

/** What kexec-tools read in the core. */
function oracle(core: Buffer): string {
  const path = join(directory.path, 'vmcore');
  writeFileSync(path, core);
  return execFileSync(program, [path], { encoding: 'latin1', timeout: 60_000 });
}

const second = 1_000_000_000n;
const many = (count: number, length: number): Written[] =>
  Array.from({ length: count }, (_, index) => ({
    time: BigInt(index) * second + 1_234_567n,
    text: `message ${index} ${'x'.repeat((index * 7) % length)}`,
  }));

for (const [what, messages, lines] of [
  ['a few messages', many(3, 20), 3],
  ['more messages than there are descriptors', many(100, 10), 32],
  ['texts that wrap around the end of the ring', many(12, 70), 12],
  [
    'a message without a text',
    [
      { time: 0n, text: 'one' },
      { time: 1n, text: '' },
      { time: 2n, text: 'three' },
    ],
    3,
  ],
  ['several lines, tabs, and bytes that are no ASCII', [{ time: second, text: 'one\n\ttwo \u00e4 \x1b[1m \\x' }], 2],
  [
    'messages that are not finished, or were given up',
    [
      { time: 1n, text: 'old', state: 'reusable' },
      { time: 2n, text: 'whole', state: 'committed' },
      { time: 3n, text: 'begun', state: 'reserved' },
      { time: 4n, text: 'last' },
    ],
    2,
  ],
  ['a clock that has run for a year', [{ time: 31_536_000n * second + 999_999_999n, text: 'late' }], 1],
] as const satisfies readonly (readonly [string, readonly Written[], number])[]) {
  test(`the log is what vmcore-dmesg reads: ${what}`, async () => {
    const core = coreFile(messages);
    const { text, problem, release } = await kernelLog(fromBytes(core));
    assert.is(text, oracle(core));
    assert.is(text.split('\n').length - 1, lines);
    assert.equal([problem, release], [undefined, '6.1.0-test']);
  });
}

for (const [what, core, clause] of [
  ['nothing', Buffer.alloc(0), /no 64-bit ELF core/],
  ['a core of a program', coreFile([], { vmcoreinfo: '' }), /no message ring/],
  ['an older kernel', coreFile([], { vmcoreinfo: 'OSRELEASE=5.4.0\nSYMBOL(log_buf)=ffff888000000000\n' }), /5\.10/],
  ['a core that was cut off', coreFile(many(3, 10)).subarray(0, 4096), /outside of what was kept/],
] as const) {
  test(`a clause says what is missing: ${what}`, async () => {
    const { text, problem } = await kernelLog(fromBytes(core));
    assert.is(text, '');
    assert.match(problem!, clause);
  });
}

test('messages that share their bytes end the reading', async () => {
  // Each is more than half as long as the ring.
  const messages = Array.from({ length: 64 }, (_, index): Written => ({ time: 0n, text: 'x'.repeat(600 + 8 * index) }));
  const { text, problem } = await kernelLog(fromBytes(coreFile(messages, { countBits: 6, textBits: 11 })));
  assert.ok(text.length < 4096);
  assert.match(problem!, /overlap/);
});

test('2000 damaged cores are read without an exception, and in time', async () => {
  const seed = coreFile(many(40, 60));
  for (let input = 0; input < 2000; input++) {
    const random = new Random(input);
    const bytes = Buffer.from(seed);
    for (let changes = 1 + random.below(8); changes > 0; changes--) {
      // The headers, VMCOREINFO, the ring, or anything.
      const place = [random.below(200), 512 + random.below(2048), 4096 + random.below(512), random.below(bytes.length)];
      bytes[random.of(place)] = random.below(256);
    }
    const before = process.cpuUsage();
    try {
      await kernelLog(fromBytes(random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes));
    } catch (error) {
      throw new Error(`input ${input}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `input ${input} took ${(user + system) / 1000} ms`);
  }
});

test.run();
