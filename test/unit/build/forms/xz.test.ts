import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { xz } from '../../../../build/forms/xz.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
process.env.BATON_CACHE = directory.path;
const data = Buffer.alloc(100_000, 'a program');

test('xz unpacks it, with the one checksum that the kernel knows, and the work is done once', async () => {
  const packed = await xz(data);
  assert.ok(packed.length < 1000);
  assert.ok(execFileSync('xz', ['-dc'], { input: packed }).equals(data));
  // The stream's flags: https://tukaani.org/xz/xz-file-format.txt, section 2.1.1.2; CRC32 is 1.
  assert.is(packed[7], 1);
  assert.ok((await xz(data)).equals(packed));
  await xz(Buffer.from('other'));
  assert.is(readdirSync(join(directory.path, 'xz')).length, 2);
});

test.run();
