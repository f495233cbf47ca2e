import { closeSync, openSync, writeFileSync } from 'node:fs';
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
    const mapped = mapFile(fd, bytes.length);
    closeSync(fd);
    assert.ok(bytes.equals(mapped.bytes));
    mapped.unmap();
  }
});

test('a file that is not open, and one without a byte, are told by the name of the error', async () => {
  assert.throws(() => mapFile(9999, 1), /mmap failed \(EBADF\)/);
  const fd = openSync('/dev/null', 'r');
  assert.throws(() => mapFile(fd, 0), /^mmap failed \(EINVAL\)$/);
  closeSync(fd);
});

test.run();
