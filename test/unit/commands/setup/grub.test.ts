// baton beside GRUB: the real grub-mkconfig writes its entry, and the real GRUB boots it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountinfo } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { grubSteps } from '../../../../src/commands/setup/grub.ts';
import { trialRefusal } from '../../../../src/commands/setup/grub-block.ts';
import { requireInitrd, requireKernel } from '../../../../src/commands/setup/image.ts';
import { grubRemoval } from '../../../../src/commands/setup/remove.ts';
import { takeSteps } from '../../../../src/commands/setup/step.ts';
import { writeCpio } from '../../../../src/images/cpio.ts';
import { failure } from '../../../failure.ts';
import { directory, file, newer, parts, systemWithGrub, withGrub } from './grub-system.ts';

const debian = /boot\/vmlinuz-6\.12\.10-amd64$/;
const ownKernel = /boot\/baton\/vmlinuz-[0-9a-f]{12}$/;

withGrub('an entry is in the menu of GRUB, which boots as before; tried, it boots once', async () => {
  const { set, boot, baton } = await systemWithGrub();
  await set({}, parts);
  assert.match((await boot())!.kernel, debian);
  await set({ start: 'once' });
  const tried = (await boot())!;
  assert.match(tried.kernel, ownKernel);
  assert.match(tried.initrd!, /boot\/baton\/initramfs-[0-9a-f]{12}\.img$/);
  assert.is(tried.cmdline, 'console=ttyS0,115200');
  assert.match((await baton())!.kernel, debian, 'and baton, which has been started so, boots the system');
  assert.match((await boot())!.kernel, debian);
});

withGrub('as the default GRUB boots it every time but when something else is set for one boot', async () => {
  const { set, boot, baton, change } = await systemWithGrub();
  await set({ start: 'always' }, parts);
  assert.match((await boot())!.kernel, ownKernel);
  assert.match((await boot())!.kernel, ownKernel);
  assert.match((await baton())!.kernel, debian, 'baton finds the default that the system has');
  change({ next_entry: '0' });
  assert.match((await boot())!.kernel, debian);
  await set({}, newer);
  assert.match((await boot())!.kernel, ownKernel, 'a newer one stays the default');
});

withGrub('where GRUB could not cross out the trial baton does not start itself', async () => {
  const { set, baton } = await systemWithGrub();
  await set({ start: 'once' }, parts);
  assert.match((await baton())!.kernel, debian);
});

withGrub('removed it leaves no trace', async () => {
  const system = await systemWithGrub({ saved_entry: 'x' });
  const before = system.all();
  for (const start of [undefined, 'once', 'always'] as const) {
    await system.set(start ? { start } : {}, parts);
    if (start === 'once') {
      await system.boot();
      system.change({ baton_trials: '1 x' });
    }
    writeFileSync(join(system.places.directory, 'vmlinuz-0123456789ab.new'), 'of a start that was cut short');
    await system.remove();
    assert.equal(system.all(), before, `after ${start ?? 'none'}`);
  }
  assert.equal(await grubRemoval(system.places), []);
});

withGrub('a removal that fails goes on when it is run again', async () => {
  const system = await systemWithGrub();
  const before = system.all();
  await system.set({}, parts);
  const set = system.all();
  assert.match((await failure(system.remove(['false']))).message, /^false failed: /);
  assert.equal(system.all(), set, 'the entry has its files as long as it is there');
  await system.remove();
  assert.equal(system.all(), before);
});

withGrub('a newer one takes the place of the older, whose files stay until grub.cfg names the new ones', async () => {
  const { set, own, places } = await systemWithGrub();
  await set({}, parts);
  const old = own();
  const steps = await grubSteps(places, newer, {});
  const written = steps.findIndex(({ text }) => text.startsWith('Write ') && text.includes('42_baton'));
  for (const step of steps.slice(0, written)) await step.run();
  assert.equal(
    old.every((name) => own().includes(name)),
    true,
  );
  for (const step of steps.slice(written)) await step.run();
  assert.is(own().length, 2);
  assert.not.equal(own(), old);
  assert.match(readFileSync(places.configuration, 'utf8'), own()[1]!);
  assert.equal(await grubSteps(places, newer, {}), [], 'the same once more is nothing to do');
});

withGrub('where grub.cfg cannot be written anew nothing has changed', async () => {
  const system = await systemWithGrub();
  const broken = join(system.root, 'broken');
  writeFileSync(broken, `echo 'grub-probe: error: no such disk.' >&2; exit 1\n`);
  const before = system.all();
  const places = { ...system.places, update: ['sh', broken] };
  const { message } = await failure(takeSteps(await grubSteps(places, parts, { start: 'once' }), () => {}));
  assert.match(message, /^sh failed: grub-probe: error: no such disk\. Run it by hand/);
  assert.equal(system.all(), before);
});

withGrub('where GRUB reads another grub.cfg that is told, and nothing has changed', async () => {
  const system = await systemWithGrub();
  const before = system.all();
  const places = { ...system.places, update: ['true'] };
  const { message } = await failure(takeSteps(await grubSteps(places, parts, {}), () => {}));
  assert.match(message, /^true has put no entry into .*grub\.cfg\. Look at what it prints/);
  assert.equal(system.all(), before);
});

withGrub("a script of the same name that is somebody else's is left alone", async () => {
  const system = await systemWithGrub();
  writeFileSync(system.places.script, '#!/bin/sh\necho # mine\n', { mode: 0o755 });
  const before = system.all();
  assert.match(
    (await failure(system.set({}, parts))).message,
    /42_baton is there already and is not baton's\. Give it/,
  );
  await system.remove();
  assert.equal(system.all(), before);
});

withGrub('where GRUB would ask for a password nothing starts baton by itself', async () => {
  const system = await systemWithGrub();
  const users = join(system.root, 'mkconfig/grub.d/01_users');
  writeFileSync(users, '#!/bin/sh\necho \'set superusers="root"\'\n', { mode: 0o755 });
  await system.set({}, parts);
  const before = system.all();
  for (const start of ['once', 'always'] as const)
    assert.match(
      (await failure(system.set({ start }))).message,
      /has superusers, so that GRUB would ask for a password/,
    );
  assert.equal(system.all(), before);
});

withGrub('a cmdline reaches the kernel as it was given', async () => {
  const { set, boot } = await systemWithGrub();
  const cmdline = `console=tty0 a=$b;c it's="x" baton.order=usb,nvme`;
  await set({ start: 'always', cmdline }, parts);
  assert.is((await boot())?.cmdline, cmdline);
});

test('a trial is refused where GRUB cannot cross it out', () => {
  const block = join(directory.path, 'grubenv');
  const line = (type: string, source: string) => `36 35 254:1 / / rw - ${type} ${source} rw`;
  const why = (type: string, source: string) => trialRefusal(block, mountinfo(line(type, source))) ?? '';
  assert.match(why('ext4', '/dev/vda1'), /^there is no .*grubenv, in which .* Run "grub-editenv .*grubenv create"\.$/);
  writeFileSync(block, '');
  assert.match(
    why('btrfs', '/dev/vda1'),
    /lies on btrfs: GRUB does not write there and would start baton every time\./,
  );
  assert.match(why('ext4', '/dev/mapper/vg-root'), /lies on \/dev\/mapper\/vg-root, which is on RAID, LVM or LUKS/);
});

test('what is no kernel and no initramfs is refused, and what is for another processor', async () => {
  // https://docs.kernel.org/arch/arm64/booting.html
  const head = Buffer.alloc(64);
  head.writeUInt32LE(64, 16);
  head.write('ARM\x64', 56, 'latin1');
  const arm64 = file('Image', head.toString('latin1'));
  assert.match(
    (await failure(requireKernel(arm64.path, 'x86_64'))).message,
    /Image is for arm64, and this machine is x86_64\. Build baton for this machine\.$/,
  );
  const { path } = file('text', 'neither');
  assert.match((await failure(requireKernel(path, 'x86_64'))).message, /text is no kernel that GRUB starts\. Give/);
  assert.match((await failure(requireInitrd(path))).message, /text is no initramfs\. Give baton's initramfs\.img\.$/);
  const archive = join(directory.path, 'archive');
  writeFileSync(archive, writeCpio([{ path: 'init', mode: 0o755, content: { kind: 'file', data: Buffer.from('x') } }]));
  assert.is((await requireInitrd(archive)).path, archive);
  assert.match((await failure(requireKernel(archive, 'x86_64'))).message, /is no kernel/);
});

test.run();
