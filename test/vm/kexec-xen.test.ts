// Xen with a Debian as its dom0, as a kernel of Multiboot with two modules.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchKernel } from '../../build/kernel.ts';
import { fetchPackage } from '../../build/package.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

const xen = join((await fetchPackage('xen-hypervisor-4.17-amd64')).root, 'boot/xen-4.17-amd64.gz');
// The kernel for virtual machines cannot be a dom0.
const dom0 = (await fetchKernel('generic')).vmlinuz;
const disk = await smallDisk(
  {
    '/xen.gz': readFileSync(xen),
    '/vmlinuz': readFileSync(dom0),
    '/tiny.img': await tinyInitrd(),
    '/boot/grub/grub.cfg': 'menuentry "The test disk" { linux /vmlinuz; }',
  },
  directory,
  32,
);

for (const [type, what] of [
  ['multiboot2-x86', 'version 2'],
  ['multiboot-x86', 'version 1'],
]) {
  test(`Xen starts by ${what} of Multiboot, and with it its dom0`, async () => {
    const options = { ...image, disks: [{ file: disk }], memory: 1024, append: `${onSerial} baton.timeout=-1` };
    await using machine = await startMachine(options);
    const { serial } = machine;
    await serial.expectScreen(/The test disk/, { seconds: menuSeconds, what: 'the menu' });
    serial.type('s');
    await serial.expect(/# $/, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
    const shell = new Shell(serial);
    await shell.run('cd /run/baton/vda');
    const modules = '--module="vmlinuz console=hvc0 marker=42" --module=tiny.img';
    await shell.run(`kexec -l -t ${type} xen.gz ${modules} --append="com1=115200,8n1 console=com1 dom0_mem=400M"`);
    serial.type('kexec -e\r');
    await serial.expect(/Xen version 4\.17/, { seconds: bootSeconds, what: "Xen's first line" });
    await serial.expect(/Command line: com1=115200,8n1 console=com1 dom0_mem=400M/, {
      seconds: bootSeconds,
      what: "Xen's command line",
    });
    await serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the tiny system as dom0' });
    assert.is(told(serial.transcript).cmdline, 'console=hvc0 marker=42');
  });
}

test.run();
