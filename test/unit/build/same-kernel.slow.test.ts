// The smallest of our own kernels, built once more: in another directory, and at another time.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kernels } from '../../../build/kernel.ts';
import { compileKernel, kernelPath } from '../../../build/kernel-compile.ts';
import { buildKernel, kernelRecipe } from '../../../build/own-kernel.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const { fragments } = kernels.jump;

test('the same inputs give the same bytes, wherever and whenever the kernel is built', async () => {
  const first = await buildKernel('jump', fragments);
  const [work, root] = [join(directory.path, 'a', 'longer', 'name'), join(directory.path, 'root')];
  for (const path of [work, root]) await mkdir(path, { recursive: true });
  const release = await compileKernel(await kernelRecipe('jump', fragments), work, root);
  assert.is(release, first.release);
  for (const form of ['quick', 'small'] as const) {
    const path = kernelPath(release, form);
    const [one, other] = await Promise.all([first.package.root, root].map((of) => readFile(join(of, path))));
    assert.ok(one!.equals(other!), `${path} differs`);
  }
});

test.run();
