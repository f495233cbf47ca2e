// The profiles that come with the project, with either kernel.

import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchKernel, hasModules, type KernelKind, kernels, moduleDirectory } from '../../build/kernel.ts';
import { makeImage } from '../../build/make.ts';
import type { Manifest } from '../../build/manifest.ts';
import { readIndex, resolveLine } from '../../build/modules.ts';
import { profileNames, readProfile } from '../../build/profile.ts';
import { arm64, x86_64 } from '../../build/target.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { failure } from '../failure.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk } = await ensureParts();

const checked = [
  ...(Object.keys(kernels) as KernelKind[]).filter(hasModules).map((kind) => ({ kind, target: x86_64 })),
  { kind: 'cloud', target: arm64 },
] as const;

for (const { kind, target } of checked) {
  test(`every line of every profile names something that the ${kind} kernel for ${target.name} has, and each profile adds to the last`, async () => {
    const index = await readIndex(moduleDirectory(await fetchKernel(kind, target)));
    assert.equal((await profileNames()).sort(), ['full', 'minimal', 'standard']);
    let smaller = new Set<string>();
    for (const name of ['minimal', 'standard', 'full']) {
      const { modules } = await readProfile(name, kind, target);
      const files = new Set(modules.flatMap((line) => resolveLine(line, index)));
      assert.ok(files.size > smaller.size, name);
      for (const file of smaller) assert.ok(files.has(file), `${name} lacks ${file}`);
      smaller = files;
    }
  });
}

test('the minimal image boots a virtual machine from its disk, without the tools for RAID, LVM and LUKS', async () => {
  using output = await temporaryDirectory('large');
  const made = await makeImage({ profile: 'minimal', output: output.path });
  const { profile, files } = JSON.parse(await readFile(made.manifest, 'utf8')) as Manifest;
  assert.is(profile, 'minimal');
  const programs = files.flatMap(({ path }) => (path.startsWith('sbin/') ? [path] : []));
  assert.equal(programs.sort(), ['sbin/dmsetup', 'sbin/dmstats', 'sbin/kexec', 'sbin/modprobe']);

  const image = { kernel: made.vmlinuz, initrd: made.initramfs };
  await using machine = await startMachine({
    ...image,
    disks: [{ file: disk }],
    append: `${onSerial} baton.timeout=0`,
  });
  await logIn(machine.serial, menuSeconds + bootSeconds);
});

test('an image is built again for another profile, and not for the same', async () => {
  using output = await temporaryDirectory('large');
  const build = async (profile: string) => (await makeImage({ profile, output: output.path })).costs !== undefined;
  assert.equal([await build('minimal'), await build('minimal'), await build('standard')], [true, false, true]);
});

test('a profile that there is not is told with those there are', async () => {
  using output = await temporaryDirectory();
  const { message } = await failure(makeImage({ profile: 'huge', output: output.path }));
  assert.match(message, /there is no profile huge; choose one of (full|minimal|standard)/);
});

test.run();
