import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeWithin } from '../../../../build/forms/budget.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { failure } from '../../../failure.ts';

const mebibyte = 2 ** 20;

test('what has the size of its budget, or no budget, is written', async () => {
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'payload');
  assert.is(await writeWithin(path, new Uint8Array(mebibyte), mebibyte), path);
  assert.is(readFileSync(path).length, mebibyte);
  await writeWithin(path, new Uint8Array(mebibyte + 1), undefined);
  assert.is(readFileSync(path).length, mebibyte + 1);
});

test('a budget that is exceeded is told in MiB with what to do, and no payload is left, not even that of before', async () => {
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'payload');
  writeFileSync(path, 'of an earlier build');
  const { message } = await failure(writeWithin(path, new Uint8Array(2.5 * mebibyte), mebibyte));
  assert.is(
    message,
    'the payload has 2.5 MiB, 1.5 more than its budget of 1.0 MiB: take a smaller kernel or profile, such as --kernel firmware --profile minimal',
  );
  assert.equal(readdirSync(directory.path), []);
});

test.run();
