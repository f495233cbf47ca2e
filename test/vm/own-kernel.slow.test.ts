// The kernels of our own, which have no modules.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Interface, MachineOptions } from '../../qemu/arguments.ts';
import { makeLayouts } from '../../qemu/layouts/factory.ts';
import { recipeOf } from '../../qemu/layouts/recipes/index.ts';
import { ensureImageWith, ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootReport, openShell } from './boot-report.ts';
import { bootable } from './damaged-disks.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk } = await ensureParts();
const image = await ensureImageWith('firmware');
const directory = await temporaryDirectory();
test.after(directory.remove);

/** A machine that has a disk behind each of these, with an entry of that title; a shell on it once all are found. */
async function shellWith(kernel: 'pc' | 'server', kinds: readonly Interface[], options: MachineOptions) {
  const disks = [];
  for (const kind of kinds) {
    const file = join(directory.path, `${kind}.img`);
    await writeFile(file, '');
    await bootable(kind)(file, []);
    disks.push({ file, interface: kind });
  }
  const append = `${onSerial} console=tty0 baton.timeout=-1`;
  // One processor, because there are many PCI devices.
  const machine = await startMachine({
    ...(await ensureImageWith(kernel)),
    ...{ disks, append, processors: 1, memory: 1024, ...options },
  });
  try {
    await machine.serial.expectScreen(/\* /, { seconds: 2 * menuSeconds, what: 'the menu' });
    const shell = await openShell(machine);
    const titles = async () => [...(await bootReport(shell)).titles].sort();
    // A USB stick is given a second to settle.
    for (let tries = 0; tries < 30 && (await titles()).length < kinds.length; tries++) await shell.run('sleep 1');
    assert.equal(await titles(), [...kinds].sort());
    return { machine, shell };
  } catch (error) {
    await machine[Symbol.asyncDispose]();
    throw error;
  }
}

// The kernel of that Debian has no driver for SATA.
test('it hands an NVMe disk with its Debian over, by way of kexec_file_load', async () => {
  const append = `${onSerial} baton.timeout=0`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk, interface: 'nvme' }], append });
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

test('that of PCs finds disks behind AHCI, NVMe, USB and SDHCI, a network card, the screen and the watchdog of the chipset', async () => {
  const options = { devices: ['e1000e'], graphics: 'vga' } as const;
  const { machine, shell } = await shellWith('pc', ['ahci', 'nvme', 'usb', 'sd'], options);
  await using _ = machine;
  assert.match(await shell.run('readlink /sys/class/net/eth0/device/driver'), /\/e1000e\b/);
  assert.match(await shell.run('cat /sys/class/watchdog/*/identity'), /iTCO_wdt/);
  assert.match(await shell.run('dmesg'), /baton: the menu is on ttyS0 and tty0/);
});

test('that of servers finds disks behind RAID and SCSI controllers, and the management processor', async () => {
  const options = { devices: ['e1000e', 'ipmi-bmc-sim,id=bmc', 'isa-ipmi-kcs,bmc=bmc'] };
  const { machine, shell } = await shellWith('server', ['megasas', 'lsi'], options);
  await using _ = machine;
  assert.match(await shell.run('readlink /sys/class/net/eth0/device/driver'), /\/e1000e\b/);
  assert.match(await shell.run('ls /dev/ipmi0'), /^\/dev\/ipmi0$/m);
});

test.run();
