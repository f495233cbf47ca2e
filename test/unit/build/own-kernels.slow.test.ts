// The configurations of our own kernels, as the kernel's own kconfig takes them.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type KernelKind, kernels } from '../../../build/kernel.ts';
import { compileTools, configureKernel } from '../../../build/kernel-compile.ts';
import { mergeFragments } from '../../../build/kernel-config.ts';
import { fetchKernelSource, unpackKernelSource } from '../../../build/kernel-source.ts';
import { readWishes } from '../../../build/own-kernel.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

await ensureTools(compileTools);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const work = join(directory.path, 'work');
await mkdir(work);
const tree = await unpackKernelSource(await fetchKernelSource(), work);

for (const kind of Object.keys(kernels) as KernelKind[]) {
  const recipe = kernels[kind];
  if (!('fragments' in recipe)) continue;
  test(`every line of the fragments of the kernel ${kind} is in its configuration, also after olddefconfig`, async () => {
    const wishes = await readWishes(recipe.fragments);
    assert.ok(wishes.size > 100, `${wishes.size} options`);
    await configureKernel(tree, wishes);
  });
}

test('an option that does not exist, or that depends on one that is off, is told with its line', async () => {
  const text = 'CONFIG_64BIT=y\nCONFIG_FLOPPY_OF_THE_FUTURE=y\nCONFIG_BLK_DEV_NVME=y\n';
  const { message } = await failure(configureKernel(tree, mergeFragments([{ name: 'mine.config', text }])));
  assert.equal(message.split('\n').slice(1), [
    'mine.config:2 wants CONFIG_FLOPPY_OF_THE_FUTURE to be y, and it is n: there is no such option, or it depends on one that is off',
    'mine.config:3 wants CONFIG_BLK_DEV_NVME to be y, and it is n: there is no such option, or it depends on one that is off',
  ]);
});

test.run();
