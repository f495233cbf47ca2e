import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { applyPatches } from '../../../build/kernel-patches.ts';
import { unpackKernelSource } from '../../../build/kernel-source.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

test('the source is unpacked as it was fetched, and a damaged one is refused with what to do', async () => {
  using directory = await temporaryDirectory();
  const root = join(directory.path, 'root');
  const archive = join(root, 'usr/src/linux-source-6.1.tar.xz');
  await mkdir(join(root, 'usr/src/linux-source-6.1'), { recursive: true });
  await writeFile(join(root, 'usr/src/linux-source-6.1/Makefile'), 'all:\n');
  await run('tar', ['-cJf', archive, '-C', join(root, 'usr/src'), 'linux-source-6.1'], { timeout: 60_000 });
  const whole = await readFile(archive);
  await writeFile(`${archive}.sha256`, createHash('sha256').update(whole).digest('hex'));
  const source = { name: 'linux-source-6.1', version: '6.1', depends: '', architecture: 'amd64', sha256: '', root };

  const tree = await unpackKernelSource(source, directory.path);
  assert.is(await readFile(join(tree, 'Makefile'), 'utf8'), 'all:\n');

  await writeFile(archive, whole.with(100, whole[100]! ^ 1));
  const { message } = await failure(unpackKernelSource(source, directory.path));
  assert.match(message, /source has the checksum [0-9a-f]{64}, and had [0-9a-f]{64} when it was fetched/);
  assert.ok(message.endsWith(`${archive} is damaged. Delete ${directory.path} and run this again`), message);
});

test('a patch that does not apply is told by its name, with what to do', async () => {
  using directory = await temporaryDirectory();
  const { message } = await failure(applyPatches(directory.path, [{ name: 'kexec-jump-gdt.patch', text: '' }]));
  assert.match(message, /patches\/kexec-jump-gdt\.patch does not apply to .*Delete it if/);
});

test.run();
