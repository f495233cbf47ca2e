// The kernel of our own, which has no modules.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import { ensureImageWith, ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootReport, openShell } from './boot-report.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk } = await ensureParts();
const image = await ensureImageWith('firmware');

test('it hands a SATA disk with its Debian over, by way of kexec_file_load', async () => {
  const append = `${onSerial} baton.timeout=0`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk, interface: 'ahci' }], append });
  const shell = await logIn(machine.serial, menuSeconds + bootSeconds);
  assert.match(await shell.run('uname -r'), /-cloud-amd64|-amd64/);
});

test('it opens RAID and LVM and reads the file systems of other layouts, with nothing to load for that', async () => {
  const names = ['md-raid5', 'lvm-thin', 'lvm-on-md', 'dirty-xfs', 'dirty-btrfs', 'fat', 'iso-file'];
  const layouts = await makeLayouts(names.map(recipeOf));
  const disks = layouts.flatMap((layout) => layout.disks.map((file) => ({ file })));
  const options = { ...image, disks, processors: 1, memory: 1024, append: `${onSerial} baton.timeout=-1` };
  await using machine = await startMachine(options);
  await machine.serial.expectScreen(/md-raid5/, { seconds: menuSeconds, what: 'the menu' });
  const shell = await openShell(machine);
  const titles = async () => [...(await bootReport(shell)).titles].sort();
  for (let tries = 0; tries < 30 && (await titles()).length < names.length; tries++) await shell.run('sleep 1');
  assert.equal(await titles(), [...names].sort());
  assert.is(await shell.run('ls /proc/modules 2>/dev/null || find /lib/modules -name "*.ko"'), '');
});

test.run();
