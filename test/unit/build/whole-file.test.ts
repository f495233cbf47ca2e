import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { wholeFile } from '../../../build/whole-file.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (...names: string[]) => join(directory.path, ...names);
const isRoot = process.getuid?.() === 0;

test('a file whose making fails leaves the one before, and nothing else', async () => {
  mkdirSync(at('kept'));
  writeFileSync(at('kept/form'), 'old');
  const error = await failure(
    wholeFile(at('kept/form'), async (temporary) => {
      await writeFile(temporary, 'half');
      throw new Error('the tool failed');
    }),
  );
  assert.is(error.message, 'the tool failed');
  assert.equal(readdirSync(at('kept')), ['form']);
  assert.is(readFileSync(at('kept/form'), 'utf8'), 'old');
});

test('what is interrupted by a signal leaves the one before, and nothing else', () => {
  mkdirSync(at('interrupted'));
  writeFileSync(at('interrupted/form'), 'old');
  const program = `
import { writeFileSync } from 'node:fs';
import { wholeFile } from '${join(import.meta.dirname, '../../../build/whole-file.ts')}';
await wholeFile('${at('interrupted/form')}', async (temporary) => {
  writeFileSync(temporary, 'half');
  process.kill(process.pid, 'SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 60_000));
});`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 120_000 });
  assert.is(status, 130);
  assert.equal(readdirSync(at('interrupted')), ['form']);
  assert.is(readFileSync(at('interrupted/form'), 'utf8'), 'old');
});

test('a directory takes the place of one that has files', async () => {
  mkdirSync(at('wire'));
  writeFileSync(at('wire/old'), '');
  await wholeFile(at('wire'), async (temporary) => {
    mkdirSync(temporary);
    await writeFile(join(temporary, 'new'), '');
  });
  assert.equal(readdirSync(at('wire')), ['new']);
});

test('an output directory below a file is told in a sentence', async () => {
  writeFileSync(at('file'), '');
  const error = await failure(wholeFile(at('file/out/form'), (temporary) => writeFile(temporary, '')));
  assert.is(
    error.message,
    `${at('file/out/form')} cannot be written: part of the path is a file. Choose another directory with --output`,
  );
});

test(`a disk that is full is told in a sentence, and nothing half-written stays${isRoot ? '' : ' (skipped: mounting a small one takes root)'}`, async () => {
  if (!isRoot) return;
  mkdirSync(at('full'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at('full')]);
  try {
    const error = await failure(wholeFile(at('full/form'), (temporary) => writeFile(temporary, Buffer.alloc(200_000))));
    assert.is(
      error.message,
      `${at('full/form')} cannot be written: the disk is full. Make room, or choose another directory with --output`,
    );
    assert.equal(readdirSync(at('full')), []);
  } finally {
    execFileSync('umount', [at('full')]);
  }
});

test.run();
