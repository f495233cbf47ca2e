// What is saved of a crashed kernel's memory, and what where that cannot be.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { save } from '../../../../src/commands/crash/save.ts';
import { makedumpfile } from '../../../crash-tools.ts';
import { coreFile } from '../../core-file.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);

const log = '[    1.000000] sysrq: Trigger a crash\n';
const messages = [{ time: 1_000_000_000n, text: 'sysrq: Trigger a crash' }];
const random = (pages: number) =>
  execFileSync('head', ['-c', String(pages * 4096), '/dev/urandom'], { maxBuffer: 2 ** 28 });
let saves = 0;

/** Saves the core; what was said and what lies there now. */
async function run(core: Buffer | undefined, program?: string, to = join(directory.path, `to-${++saves}`, 'crash')) {
  const path = join(directory.path, 'core');
  if (core) writeFileSync(path, core);
  const [said, complaints]: [string[], string[]] = [[], []];
  const output = { out: (text: string) => void said.push(text), error: (text: string) => void complaints.push(text) };
  const done = await save(path, to, output, program);
  const dates = readdirSync(to);
  const inside = join(to, dates.at(-1)!);
  return {
    done,
    said: said.join('\n'),
    complaints: complaints.join('\n'),
    to,
    dates,
    inside,
    files: readdirSync(inside).sort(),
  };
}

test('the log and all of the memory are saved, with holes where it is zero', async () => {
  const core = coreFile(messages, { more: Buffer.concat([Buffer.alloc(2 ** 23), random(300), Buffer.alloc(5000)]) });
  const { done, said, dates, inside, files } = await run(core);
  assert.equal([done, files], [true, ['vmcore', 'vmcore-dmesg.txt']]);
  assert.match(dates.join(' '), /^\d{8}T\d{6}Z$/);
  assert.ok(said.includes(join(inside, 'vmcore-dmesg.txt')) && said.includes(join(inside, 'vmcore.')));
  assert.is(readFileSync(join(inside, 'vmcore-dmesg.txt'), 'latin1'), log);
  assert.ok(readFileSync(join(inside, 'vmcore')).equals(core));
  const { blocks, size, mode } = statSync(join(inside, 'vmcore'));
  assert.ok(blocks * 512 < size - 2 ** 22, 'pages of zeros take no room');
  assert.is(mode & 0o077, 0, 'nobody else reads it');
});

test('two crashes within a second are saved both', async () => {
  const { to } = await run(coreFile(messages));
  const { dates } = await run(coreFile(messages), undefined, to);
  assert.is(dates.length, 2);
});

test('what is no core is saved nevertheless, and a sentence tells that there is no log', async () => {
  const { done, complaints, files } = await run(Buffer.from('nothing that is known'));
  assert.equal([done, files], [false, ['vmcore']]);
  assert.match(complaints, /the log could not be saved: it is no 64-bit ELF core/);
});

test('what makedumpfile cannot read is copied as it is', async () => {
  const core = coreFile(messages);
  const { done, complaints, inside } = await run(core, await makedumpfile());
  assert.is(done, true);
  assert.match(complaints, /makedumpfile failed: .+\. All of the memory is copied instead\./);
  assert.ok(readFileSync(join(inside, 'vmcore')).equals(core));
});

test('a place where nothing can be written is a sentence', async () => {
  const file = join(directory.path, 'file');
  writeFileSync(file, '');
  const failure = await run(coreFile(messages), undefined, join(file, 'crash')).catch((error: Error) => error.message);
  assert.match(String(failure), /nothing can be saved in .*\/file\/crash \(ENOTDIR\)\. Name another place with --to/);
});

/** A file system of its own, with 32 MiB more than what is always left free. */
function smallPlace(): string {
  const place = join(directory.path, 'small');
  mkdirSync(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', place]);
  return place;
}

if (process.getuid?.() !== 0) console.log('skipped: a file system that is too small needs root to be mounted');
else
  test('where there is too little room, the log is kept and a sentence tells how much there is', async () => {
    const place = smallPlace();
    try {
      const core = coreFile(messages, { more: random(10_000) });
      const { done, complaints, files, inside } = await run(core, undefined, place);
      assert.equal([done, files], [false, ['vmcore-dmesg.txt']]);
      assert.match(complaints, /the memory could not be saved: it needs more than the 31 MiB that may be filled in /);
      assert.is(readFileSync(join(inside, 'vmcore-dmesg.txt'), 'latin1'), log);
      assert.is((await run(coreFile(messages, { more: random(4_000) }), undefined, place)).done, true);
    } finally {
      execFileSync('umount', [place]);
    }
  });

test.run();
