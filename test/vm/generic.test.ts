// The image with Debian's kernel for PCs and servers: their disks, network cards, keyboards and screens.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { makeImage } from '../../build/make.ts';
import { ensureTools } from '../../build/tools.ts';
import type { Disk, Interface } from '../../qemu/arguments.ts';
import { writeFiles } from '../../qemu/layouts/files.ts';
import { payloadFiles } from '../../qemu/layouts/payload.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootReport, openShell } from './boot-report.ts';
import { bootable } from './damaged-disks.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const { disk } = await ensureParts();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const { vmlinuz, initramfs } = await makeImage({ kernel: 'generic', output: directory.path });
const image = { kernel: vmlinuz, initrd: initramfs, memory: 1024 };

/** A disk with one entry, of this title. */
async function diskOf(title: string): Promise<string> {
  const path = join(directory.path, `${title}.img`);
  await writeFile(path, '');
  await bootable(title)(path, []);
  return path;
}

/** An ISO 9660 image with one entry, of this title. */
async function discOf(title: string): Promise<string> {
  await ensureTools(['genisoimage']);
  const path = join(directory.path, `${title}.iso`);
  using tree = await writeFiles(await payloadFiles(title));
  await run('genisoimage', ['-quiet', '-R', '-J', '-o', path, tree.path], { timeout: 60_000 });
  return path;
}

test('disks behind every controller and an optical disc are found, a USB stick also when it comes late; network cards have their drivers', async () => {
  const kinds = ['ahci', 'cdrom', 'nvme', 'virtio', 'virtio-scsi', 'usb', 'sd'] satisfies Interface[];
  const disks: Disk[] = [];
  for (const kind of kinds) {
    disks.push({ file: await (kind === 'cdrom' ? discOf(kind) : diskOf(kind)), interface: kind });
  }
  /** QEMU's network cards, with the drivers that the kernel has for them. */
  const cards = {
    e1000: 'e1000',
    e1000e: 'e1000e',
    rtl8139: '8139cp',
    'virtio-net-pci': 'virtio_net',
    vmxnet3: 'vmxnet3',
    pcnet: 'pcnet32',
    i82559er: 'e100',
    'usb-net,bus=hub.0': 'cdc_subset',
  };
  const devices = ['qemu-xhci,id=hub', ...Object.keys(cards)];
  await using machine = await startMachine({ ...image, disks, devices, append: `${onSerial} baton.timeout=-1` });
  await machine.serial.expectScreen(/\bvirtio-scsi\b/, { seconds: menuSeconds, what: 'the menu' });
  const shell = await openShell(machine);
  const titles = async () => [...(await bootReport(shell)).titles].sort();
  // The slowest is the USB stick, which Linux gives a second to settle.
  for (let tries = 0; tries < 30 && (await titles()).length < kinds.length; tries++) await shell.run('sleep 1');
  assert.equal(await titles(), [...kinds].sort());

  const drivers = await shell.run('for card in /sys/class/net/*/device/driver; do readlink $card; done');
  const names = drivers
    .trim()
    .split(/\s+/)
    .map((path) => path.replace(/.*\//, ''))
    // QEMU's USB card is one for two drivers, of which the quicker one gets it.
    .map((name) => (name === 'cdc_ether' ? 'cdc_subset' : name));
  assert.equal(names.sort(), Object.values(cards).sort());

  await machine.plug(await diskOf('late'), 'usb-storage', 'hub.0');
  for (let tries = 0; tries < 30 && !(await titles()).includes('late'); tries++) await shell.run('sleep 1');
  assert.ok((await titles()).includes('late'));
});

test('a PC with a SATA disk, a screen and a keyboard hands over to its Debian', async () => {
  const disks = [{ file: disk, interface: 'ahci' }] as const;
  const append = `${onSerial} console=tty0 baton.timeout=600`;
  await using machine = await startMachine({ ...image, disks, append, graphics: 'vga' });
  const { serial } = machine;
  await serial.expectScreen(/\[#+-*\] \d+ s/, { seconds: menuSeconds, what: 'the countdown' });
  await machine.sendKey('i');
  await serial.expectScreen(/cmdline +root=UUID=/, { seconds: keySeconds, what: 'what the key i shows' });
  await machine.sendKey('ret');
  await serial.expect(/Starting new kernel/, { seconds: menuSeconds, what: 'the kexec' });
});

test.run();
