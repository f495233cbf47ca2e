import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { mapFile } from '../../../src/linux/mapped-file.ts';

test('the bytes are those of the file, also when it is mapped once more, and after it is closed', async () => {
  using directory = await temporaryDirectory();
  const path = join(directory.path, 'initrd');
  const bytes = Buffer.alloc(10_000, 'initrd');
  writeFileSync(path, bytes);
  for (let times = 0; times < 2; times++) {
    const fd = openSync(path, 'r');
    using mapped = mapFile(fd, 4096);
    closeSync(fd);
    assert.ok(bytes.equals(mapped.bytes));
    assert.match(readFileSync('/proc/self/smaps', 'utf8'), new RegExp(`${path}\\n[^]*?Locked: +4 kB`));
  }
  assert.not.match(readFileSync('/proc/self/smaps', 'utf8'), path);
});

test('a file that is not open, and one without a byte, are told by the name of the error', () => {
  assert.throws(() => mapFile(9999), /EBADF/);
  const fd = openSync('/dev/null', 'r');
  assert.throws(() => mapFile(fd), /^mmap failed \(EINVAL\)$/);
  closeSync(fd);
});

test.run();
