// `baton probe` on the rescue shell of a machine with stacked disks: what lies on what, and what PID 1 made of it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import type { Row } from '../../src/commands/probe/row.ts';
import { openShell } from './boot-report.ts';
import { menuSeconds } from './seconds.ts';

const image = await ensureImage();
const layouts = await makeLayouts(['lvm-on-md', 'dirty-ext4', 'luks1'].map(recipeOf));

/** Name, type and filesystem of a row, and the rows below it. */
function shape({ name, type, fstype, children }: Row): unknown[] {
  // The number of an array is the next that is free.
  return [name.replace(/^md\d+$/, 'md'), type, fstype, ...children.map(shape)];
}

test('what is stacked is below what it lies on, with the verdicts of PID 1', async () => {
  // vda and vdb are a mirror with LVM on it, vdc has a journal that needs replaying, vdd is locked.
  const disks = layouts.flatMap((layout) => layout.disks).map((file) => ({ file }));
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
  const menu = { seconds: menuSeconds, what: 'the menu with both entries' };
  await machine.serial.expectScreen(/lvm-on-md[\s\S]*dirty-ext4/, menu);
  const shell = await openShell(machine);

  const { blockdevices } = JSON.parse(await shell.run('baton probe --json')) as { blockdevices: Row[] };
  const mirror = ['md', 'raid1', 'LVM2_member', ['lvm_on_md-root', 'lvm', 'ext4']];
  assert.equal(blockdevices.map(shape), [
    ['loop0', 'loop', 'squashfs'],
    ['vda', 'disk', 'linux_raid_member', mirror],
    ['vdb', 'disk', 'linux_raid_member', mirror],
    // The copy in memory, through which it is read, is no device of its own.
    ['vdc', 'disk', 'ext4'],
    ['vdd', 'disk', 'crypto_LUKS'],
  ]);

  const [, vda, , vdc, vdd] = blockdevices as [Row, Row, Row, Row, Row];
  const volume = vda.children[0]!.children[0]!;
  assert.equal(vda.details, { level: 'raid1', devices: 2, name: 'none:lvm-on-md', role: 0 });
  assert.equal(vda.children[0]!.details, { vg: 'lvm_on_md', lvs: ['root'], pvs: 1 });
  assert.match(vda.verdict, /^member 0 of the RAID1 lvm-on-md, open as md/);
  assert.equal([volume.path, volume.verdict], ['/dev/mapper/lvm_on_md-root', 'ext4, mounted read-only']);
  assert.equal(vdc.mountpoints, ['/run/baton/vdc']);
  assert.match(vdc.verdict, 'its journal replayed in memory');
  for (const { configurations } of [volume, vdc])
    assert.equal(configurations, [{ config: '/boot/grub/grub.cfg', source: 'grub', entries: 1, remarks: 0 }]);
  assert.equal([vdd.verdict, vdd.details?.keyslots], ['LUKS1, locked', 1]);

  // A device can be named, with what is stacked on it, also by a link to its node.
  const named = await shell.run('ln -s /dev/vda /run/disk; baton probe /run/disk');
  assert.match(named, /\nvda [^\n]*\n\|[\s\S]*\n {2}`-lvm_on_md-root +ext4 /);
  assert.not.match(named, 'vdb');
});

test.run();
