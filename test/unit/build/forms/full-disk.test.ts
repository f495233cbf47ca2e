// Disks that are full while a form is made.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mount, unmount } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FormName, formNamed } from '../../../../build/forms/forms.ts';
import { x86_64 } from '../../../../build/target.ts';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { failure } from '../../../failure.ts';
import { runInMountNamespace } from '../../node-mount/namespace.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);
const output = at('out');
mkdirSync(output);
for (const name of ['vmlinuz', 'initramfs.img']) writeFileSync(at(name), Buffer.alloc(400_000, name));
writeFileSync(at('manifest.json'), JSON.stringify({ kernel: { kind: 'cloud', release: '6.1.0-test' } }));

async function makeForm(name: FormName): Promise<void> {
  const image = { vmlinuz: at('vmlinuz'), initramfs: at('initramfs.img'), manifest: at('manifest.json') };
  await (await formNamed(name))({ target: x86_64, kernel: 'cloud', image, output, cmdline: 'quiet' });
}

/** Runs `work` while there are 600 KiB in the directory. */
async function whileSmall(target: string, work: () => Promise<void>): Promise<void> {
  await mount({ source: 'tmpfs', target, type: 'tmpfs', data: 'size=600k' });
  try {
    await work();
  } finally {
    await unmount(target);
  }
}

for (const [form, name] of [
  ['efi', 'baton.efi'],
  ['iso', 'baton.iso'],
  ['stick', 'baton.img'],
  ['wire', 'wire'],
] as const)
  test(`${form}: where its directory becomes full that is told, and nothing of it stays`, () =>
    whileSmall(output, async () => {
      const { message } = await failure(makeForm(form));
      const advice = 'the disk is full. Make room, or choose another directory with --output';
      assert.is(message, `${join(output, name)} cannot be written: ${advice}`);
      assert.equal(readdirSync(output), []);
    }));

for (const form of ['iso', 'stick'] as const)
  test(`${form}: where the disk for its parts becomes full that is told, and nothing of it stays`, () =>
    whileSmall('/var/tmp', async () => {
      const { message } = await failure(makeForm(form));
      assert.is(message, '/var/tmp is full, where the parts of a form are put together. Make room there');
      assert.equal([...readdirSync(output), ...readdirSync('/var/tmp')], []);
    }));

runInMountNamespace(() => test.run());
