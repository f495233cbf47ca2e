import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { joinInitrds } from '../../../src/kexec/initrd.ts';

const initrds = suite('initrd', { directory: '' });
initrds.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'baton-initrd-'));
});
initrds.after(({ directory }) => rmSync(directory, { recursive: true }));

initrds('none stays none, and one is used as it is', async ({ directory }) => {
  assert.is(await joinInitrds([]), undefined);
  writeFileSync(join(directory, 'one'), 'abc');
  const fd = openSync(join(directory, 'one'), 'r');
  assert.is((await joinInitrds([fd]))?.fd, fd);
  closeSync(fd);
});

initrds('several follow one another, each at a multiple of four bytes', async ({ directory }) => {
  const contents = ['abcde', 'fgh', 'x'.repeat(3 << 20), 'end!'];
  const descriptors = contents.map((content, index) => {
    writeFileSync(join(directory, `${index}`), content);
    return openSync(join(directory, `${index}`), 'r');
  });
  const joined = await joinInitrds(descriptors);
  assert.ok(joined);
  const bytes = Buffer.alloc(fstatSync(joined.fd).size);
  readSync(joined.fd, bytes, 0, bytes.length, 0);
  assert.is(bytes.toString(), `abcde\0\0\0fgh\0${'x'.repeat(3 << 20)}end!`);
  await joined.close();
  descriptors.forEach((fd) => {
    closeSync(fd);
  });
});

initrds.run();
