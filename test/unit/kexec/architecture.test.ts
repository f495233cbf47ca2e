import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { checkArchitecture } from '../../../src/kexec/architecture.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { failure } from '../../failure.ts';
import { amd64Kernel, arm64Kernel } from '../images/real-kernels.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);

async function check(path: string, processor: string): Promise<void> {
  const fd = openSync(path, 'r');
  try {
    await checkArchitecture(fd, '/boot/vmlinuz', processor);
  } finally {
    closeSync(fd);
  }
}

test('a kernel for another processor is refused with the names of both', async () => {
  const error = await failure(check((await arm64Kernel()).path, 'x64'));
  assert.instance(error, LoadError);
  assert.is(
    error.message,
    '/boot/vmlinuz is a kernel for arm64, and this machine is x86_64. Choose another entry, or install a kernel for x86_64.',
  );
  assert.match((await failure(check((await amd64Kernel()).path, 'arm64'))).message, /for x86_64, .* is arm64/);
});

test("the machine's own kernels pass, and what does not tell", async () => {
  await check((await amd64Kernel()).path, 'x64');
  await check((await arm64Kernel()).path, 'arm64');
  const file = join(directory.path, 'file');
  writeFileSync(file, 'no kernel');
  await check(file, 'x64');
});

test.run();
