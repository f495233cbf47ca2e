// baton beside GRUB: the real grub-mkconfig writes its entry, and the real GRUB boots it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountinfo } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../../../../qemu/temporary.ts';
import { newTrialsFile } from '../../../../src/bookkeeping/trials-file.ts';
import { grubSteps } from '../../../../src/commands/setup/grub.ts';
import { trialRefusal } from '../../../../src/commands/setup/grub-block.ts';
import type { GrubPlaces } from '../../../../src/commands/setup/grub-places.ts';
import { requireInitrd, requireKernel } from '../../../../src/commands/setup/image.ts';
import { grubRemoval } from '../../../../src/commands/setup/remove.ts';
import { takeEach, takeSteps } from '../../../../src/commands/setup/step.ts';
import type { SetupWishes } from '../../../../src/commands/setup/wishes.ts';
import { changeEnvironmentBlock } from '../../../../src/dialects/grub/change-environment-block.ts';
import { writeCpio } from '../../../../src/images/cpio.ts';
import { failure } from '../../../failure.ts';
import { bootedBy } from '../../dialects/grub/booted-by.ts';
import { type Mkconfig, mkconfig } from '../../dialects/grub/mkconfig.ts';
import { type RealGrub, realGrub } from '../../dialects/grub/real-grub.ts';
import { listing } from './machine.ts';

let tools: { readonly grub: RealGrub; readonly make: Mkconfig } | undefined;
try {
  tools = { grub: await realGrub(), make: await mkconfig() };
} catch (error) {
  console.log(`skipped, because GRUB could not be fetched: ${error instanceof Error ? error.message : error}`);
}
const withGrub = tools ? test : test.skip;
const directory = await temporaryDirectory('large');
test.after(directory.remove);

const file = (name: string, content: string) => {
  const path = join(directory.path, name);
  writeFileSync(path, content);
  return { path, size: content.length, signed: false };
};
const parts = { kernel: file('vmlinuz', 'kernel'), initrd: file('initramfs.img', 'initramfs') };
const newer = { kernel: file('vmlinuz.2', 'a newer kernel'), initrd: file('initramfs.img.2', 'a newer initramfs') };

/** An installed system with one kernel, whose grub.cfg is written by grub-mkconfig. */
async function systemWithGrub(environment: Record<string, string> = {}) {
  const root = mkdtempSync(join(directory.path, 'grub-'));
  const at = (name: string) => join(root, name);
  mkdirSync(at('boot'));
  for (const name of ['vmlinuz', 'initrd.img', 'config']) writeFileSync(at(`boot/${name}-6.12.10-amd64`), '');
  // gfxterm would have grub-emu open a window.
  await tools!.make(root, 'GRUB_DISTRIBUTOR=Debian\nGRUB_TIMEOUT=0\nGRUB_TERMINAL=console\n');
  writeFileSync(
    at('update'),
    `export EUID=0 pkgdatadir='${at('mkconfig/share')}' grub_mkrelpath='${at('mkconfig/relpath')}'
sh '${at('mkconfig/run')}' >'${at('grub.cfg.new')}' && mv '${at('grub.cfg.new')}' '${at('grub.cfg')}'\n`,
  );
  writeFileSync(at('grubenv'), newTrialsFile(environment));
  const places: GrubPlaces = {
    directory: at('boot/baton'),
    script: at('mkconfig/grub.d/42_baton'),
    configuration: at('grub.cfg'),
    block: at('grubenv'),
    notOnce: undefined,
    update: ['sh', at('update')],
    cmdline: 'console=ttyS0,115200',
  };
  execFileSync('sh', [at('update')], { stdio: 'pipe' });
  const set = async (wishes: SetupWishes, given?: typeof parts) =>
    takeSteps(await grubSteps(places, given, wishes), () => {});
  const remove = async (update = places.update) => takeEach(await grubRemoval({ ...places, update }), () => {});
  const change = (variables: Record<string, string>) =>
    writeFileSync(at('grubenv'), changeEnvironmentBlock(readFileSync(at('grubenv')), variables) as Uint8Array);
  const boot = async () => {
    const booted = await tools!.grub.boot(root);
    rmSync(at('booted'), { force: true });
    // GRUB does that itself, but not in a file of the host.
    if (readFileSync(at('grubenv'), 'latin1').includes('next_entry=')) change({ next_entry: '' });
    return booted;
  };
  const own = () => readdirSync(places.directory).sort();
  return { root, places, set, remove, boot, change, own, baton: () => bootedBy(root), all: () => listing(root) };
}

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

test('what is no kernel and no initramfs is refused', async () => {
  const { path } = file('text', 'neither');
  assert.match((await failure(requireKernel(path, 'x86_64'))).message, /text is no kernel that GRUB starts\. Give/);
  assert.match((await failure(requireInitrd(path))).message, /text is no initramfs\. Give baton's initramfs\.img\.$/);
  const archive = join(directory.path, 'archive');
  writeFileSync(archive, writeCpio([{ path: 'init', mode: 0o755, content: { kind: 'file', data: Buffer.from('x') } }]));
  assert.is((await requireInitrd(archive)).path, archive);
  assert.match((await failure(requireKernel(archive, 'x86_64'))).message, /is no kernel/);
});

test.run();
