import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { imageFormat } from '../../../qemu/image-format.ts';
import { failure } from '../../failure.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-image-format-'));
test.after(() => rmSync(directory, { recursive: true }));

function image(name: string, content: string): string {
  const file = join(directory, name);
  writeFileSync(file, content, 'latin1');
  return file;
}

async function reason(file: string): Promise<string> {
  const { message, cause } = await failure(imageFormat(file));
  return `${message}: ${(cause as Error).message}`;
}

test('the content says that an image is qcow2, not the name', async () => {
  assert.is(await imageFormat(image('a.img', 'QFI\xfb\0\0\0\x03')), 'qcow2');
  assert.is(await imageFormat(image('b.qcow2', 'no magic')), 'raw');
  assert.is(await imageFormat(image('c', 'Q')), 'raw');
});

test('what is no image is refused with the reason', async () => {
  assert.match(await reason(join(directory, 'none')), /none cannot be used: ENOENT/);
  assert.match(await reason(directory), /cannot be used: EISDIR/);
  assert.match(await reason(image('empty', '')), /cannot be used: it is empty/);
});

test.run();
