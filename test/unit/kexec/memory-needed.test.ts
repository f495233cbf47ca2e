import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { joinInitrds } from '../../../src/kexec/initrd.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { checkMemory, leastMemoryFor, memoryFor } from '../../../src/kexec/memory-needed.ts';
import { failure } from '../../failure.ts';
import { amd64Kernel } from '../images/real-kernels.ts';

const mebibyte = 2 ** 20;

test('what needs more memory than is left is refused with both sizes', () => {
  checkMemory('/vmlinuz and what goes with it', 208 * mebibyte, 216 * mebibyte);
  assert.throws(
    () => checkMemory('/vmlinuz and what goes with it', 208 * mebibyte, 99 * mebibyte),
    (error: Error) =>
      error instanceof LoadError &&
      /^\/vmlinuz and what goes with it need 216 MiB of memory .* 99 MiB are left\. Give /.test(error.message),
  );
});

test('a file is there twice, a kernel with the room that it unpacks itself in, and for a crash once; once as well where nothing is copied', async () => {
  using directory = await temporaryDirectory();
  const [bzImage, initrd, other] = ['bzImage', 'initrd', 'other'].map((name) =>
    openSync(join(directory.path, name), 'w+'),
  );
  const kernel = readFileSync((await amd64Kernel()).path);
  writeSync(bzImage!, kernel);
  ftruncateSync(initrd!, 10_000_000);
  ftruncateSync(other!, 1000);
  const initSize = kernel.readUInt32LE(0x260);
  assert.ok(initSize > 2 * kernel.length);
  assert.is(memoryFor(bzImage!, [initrd!], false), kernel.length + initSize + 20_000_000);
  assert.is(memoryFor(other!, [initrd!], false), 20_002_000);
  assert.is(leastMemoryFor(bzImage!, initrd!), initSize + 10_000_000);
  assert.is(leastMemoryFor(other!, initrd!), undefined);
  assert.is(memoryFor(bzImage!, [initrd!], true), kernel.length + 10_000_000);
  for (const fd of [bzImage!, initrd!, other!]) closeSync(fd);
});

test('initrds that are joined are there three times, and nothing is copied where there is no room for that', async () => {
  const initrds = [Buffer.alloc(mebibyte), Buffer.alloc(2 * mebibyte)];
  const joined = await joinInitrds(initrds, [], 17 * mebibyte);
  assert.is(joined!.memory, 3 * mebibyte);
  await joined!.close();
  const error = await failure(joinInitrds(initrds, [], 17 * mebibyte - 1));
  assert.match(error.message, /^The initrds need 17 MiB of memory to be loaded/);
});

test.run();
