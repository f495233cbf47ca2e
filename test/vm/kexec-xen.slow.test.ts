// Xen with a Debian as its dom0, as a kernel of Multiboot with two modules.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchKernel } from '../../build/kernel.ts';
import { fetchPackage } from '../../build/package.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import type { Serial } from '../../qemu/serial.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
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
// QEMU before 9.1 reads IRET's frame with the rights of the supervisor, which SMAP forbids where dom0's kernel lies.
const xenOptions = 'com1=115200,8n1 console=com1 dom0_mem=400M smap=off';
const grubCfg = `menuentry "Xen" {
  multiboot2 /xen.gz ${xenOptions}
  module2 /vmlinuz placeholder console=hvc0 marker=42
  module2 --nounzip /tiny.img
}
`;
const disk = await smallDisk(
  {
    '/xen.gz': readFileSync(xen),
    '/vmlinuz': readFileSync(dom0),
    '/tiny.img': await tinyInitrd(),
    '/boot/grub/grub.cfg': grubCfg,
  },
  directory,
  32,
);

/** Boots baton, has `choose` start Xen from the menu on the console, and returns the cmdline of its dom0. */
async function dom0Cmdline(choose: (serial: Serial) => Promise<void>): Promise<string> {
  const options = { ...image, disks: [{ file: disk }], memory: 1024, append: `${onSerial} baton.timeout=-1` };
  await using machine = await startMachine(options);
  const { serial } = machine;
  await serial.expectScreen(/Xen/, { seconds: menuSeconds, what: 'the menu' });
  await choose(serial);
  await serial.expect(/Xen version 4\.17/, { seconds: bootSeconds, what: "Xen's first line" });
  await serial.expect(new RegExp(`Command line: .*${xenOptions}`), { seconds: keySeconds, what: "Xen's command line" });
  await serial.expect(tinySystemIsUp, { seconds: bootSeconds, what: 'the tiny system as dom0' });
  return told(serial.transcript).cmdline;
}

test("an entry of GRUB's that starts Xen by Multiboot2 is booted, with its modules and their arguments", async () => {
  const cmdline = await dom0Cmdline(async (serial) => serial.type('\r'));
  assert.is(cmdline, 'placeholder console=hvc0 marker=42');
});

test('kexec starts Xen by version 1 of Multiboot', async () => {
  const cmdline = await dom0Cmdline(async (serial) => {
    serial.type('s');
    await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
    const shell = new Shell(serial);
    await shell.run('cd /run/baton/vda');
    const modules = '--module="vmlinuz console=hvc0 marker=42" --module=tiny.img';
    await shell.run(`kexec -l -t multiboot-x86 xen.gz ${modules} --append="${xenOptions}"`);
    serial.type('kexec -e\r');
  });
  assert.is(cmdline, 'console=hvc0 marker=42');
});

test.run();
