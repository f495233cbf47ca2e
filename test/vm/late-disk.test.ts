// A disk that is connected when the menu has long been there.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootable } from './damaged-disks.ts';
import { menuSeconds } from './seconds.ts';

const lateSeconds = 20;

const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);
const file = join(directory.path, 'late.img');
await writeFile(file, '');
await bootable('late')(file, []);

test(`a disk that shows up ${lateSeconds} s after the menu is on it, and boots when it is chosen`, async () => {
  // Nothing in the machine has had a VirtIO driver loaded before the disk comes.
  const devices = ['pcie-root-port,id=bridge'];
  await using machine = await startMachine({ ...image, devices, append: `${onSerial} baton.timeout=-1` });
  const { serial } = machine;
  await serial.expectScreen(/No disk was found/, { seconds: menuSeconds, what: 'the menu without a disk' });
  await sleep(lateSeconds * 1000);
  await machine.plug(file, 'virtio-blk-pci', 'bridge');
  await serial.expectScreen(/\blate\b/, { seconds: menuSeconds, what: 'the entry of the late disk' });
  serial.type('\r');
  await serial.expect(/<[^>]*layout=late>/, { seconds: menuSeconds, what: 'the kernel of the late disk' });
});

test.run();
