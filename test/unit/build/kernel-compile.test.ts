// How a kernel is made of a source. This one has a Makefile that does in a moment what the kernel's does in minutes.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cached } from '../../../build/cache.ts';
import { run } from '../../../build/command.ts';
import { compileKernel, kernelPath } from '../../../build/kernel-compile.ts';
import { mergeFragments } from '../../../build/kernel-config.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { failure } from '../../failure.ts';

await ensureTools(['make', 'tar', 'xz', 'patch', 'depmod']);
const directory = await temporaryDirectory();
test.after(directory.remove);

/** It knows no option with FLOPPY in its name, and its kernel is its configuration. */
const makefile = `
allnoconfig:
\tgrep -v FLOPPY "$$KCONFIG_ALLCONFIG" >.config
\techo '# CONFIG_KERNEL_XZ is not set' >>.config
olddefconfig:
\t:
bzImage:
\tgrep -q BROKEN .config && { echo "ld: undefined reference to broken" >&2; exit 1; }; mkdir -p arch/x86/boot include/config
\tcp .config arch/x86/boot/bzImage
\techo 6.1.0-test >include/config/kernel.release
\ttouch modules.builtin modules.builtin.modinfo
`;

const name = 'linux-source-6.1';
const root = join(directory.path, 'package');
await mkdir(join(root, 'usr/src', name), { recursive: true });
await mkdir(join(root, 'usr/share/doc', name), { recursive: true });
await writeFile(join(root, 'usr/share/doc', name, 'copyright'), 'GPL-2\n');
await writeFile(join(root, 'usr/src', name, 'Makefile'), makefile);
const archive = join(root, 'usr/src', `${name}.tar.xz`);
await run('tar', ['-cJf', archive, '-C', join(root, 'usr/src'), name], { timeout: 60_000 });
await writeFile(
  `${archive}.sha256`,
  createHash('sha256')
    .update(await readFile(archive))
    .digest('hex'),
);
const source = { name, version: '6.1', depends: '', architecture: 'amd64', sha256: '', root };

/** Makes the kernel of this fragment as the build does, in a cache of its own. */
async function make(text: string): Promise<string> {
  process.env.BATON_CACHE = join(directory.path, 'cache');
  const wishes = mergeFragments([{ name: 'mine.config', text }]);
  return cached('kernels/mine', async (temporary) => {
    const work = join(temporary, 'work');
    await mkdir(work);
    await compileKernel({ name: 'mine', source, wishes, patches: [] }, work, temporary);
  });
}

const left = () => readdirSync(join(directory.path, 'cache/kernels'));

test('an option that there is not is told with its line, and nothing half-made is left', async () => {
  const { message } = await failure(make('# Disks\nCONFIG_KERNEL_LZ4=y\nCONFIG_FLOPPY=y\n'));
  assert.match(
    message,
    /^The kernel's configuration is not what was asked for:\nmine\.config:3 wants CONFIG_FLOPPY to be y, and it is n/,
  );
  assert.equal(left(), []);
});

test('a source that does not compile is told with what make says, and nothing half-made is left', async () => {
  const { message } = await failure(make('CONFIG_KERNEL_LZ4=y\nCONFIG_BROKEN=y\n'));
  assert.match(message, /make .*bzImage.* failed with exit status 2: .*ld: undefined reference to broken/s);
  assert.equal(left(), []);
});

test('a damaged source is told before anything is made of it', async () => {
  const whole = await readFile(archive);
  await writeFile(archive, whole.with(50, whole[50]! ^ 1));
  const { message } = await failure(make('CONFIG_KERNEL_LZ4=y\n'));
  await writeFile(archive, whole);
  assert.match(message, /^The kernel's source has the checksum .* is damaged\. Delete /);
  assert.equal(left(), []);
});

test('the kernel is there compressed in two ways, quick and small, with its configuration and its licence', async () => {
  const made = await make('CONFIG_KERNEL_LZ4=y\nCONFIG_NR_CPUS=8\n');
  const text = (path: string) => readFile(join(made, path), 'utf8');
  assert.match(await text(kernelPath('6.1.0-test')), /^CONFIG_KERNEL_LZ4=y$.*^# CONFIG_KERNEL_XZ is not set$/ms);
  assert.match(
    await text(kernelPath('6.1.0-test', 'small')),
    /^# CONFIG_KERNEL_LZ4 is not set$.*^CONFIG_KERNEL_XZ=y$/ms,
  );
  assert.match(await text('boot/config-6.1.0-test'), /^CONFIG_NR_CPUS=8$/m);
  assert.is(await text(`usr/share/doc/${name}/copyright`), 'GPL-2\n');
  assert.ok(existsSync(join(made, 'lib/modules/6.1.0-test/modules.dep')));
});

test.run();
