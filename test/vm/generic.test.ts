// The image with Debian's kernel for PCs and servers: their disks, keyboards and screens.

import { test } from 'uvu';
import { makeImage } from '../../build/make.ts';
import type { Interface } from '../../qemu/arguments.ts';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const { disk } = await ensureParts();
const output = await temporaryDirectory('large');
const { vmlinuz, initramfs } = await makeImage({ kernel: 'generic', output: output.path });
const image = { kernel: vmlinuz, initrd: initramfs, memory: 1024 };

test.after(() => output[Symbol.dispose]());

for (const kind of ['ahci', 'usb', 'nvme', 'virtio-scsi'] satisfies Interface[]) {
  test(`a disk behind ${kind} is found`, async () => {
    const disks = [{ file: disk, interface: kind }];
    await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
    await machine.serial.expectScreen(/Debian GNU\/Linux/, { seconds: menuSeconds, what: "baton's menu" });
  });
}

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
