// What the machine has to have.

import { test } from 'uvu';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk, ...image } = await ensureParts();

test('256 MiB of memory are enough to boot Debian', async () => {
  const append = `${onSerial} baton.timeout=0`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk }], append, memory: 256 });
  await logIn(machine.serial, menuSeconds + bootSeconds);
});

// Those that the cloud kernel has drivers for; it has none for AHCI and USB.
for (const kind of ['virtio-scsi', 'nvme'] as const) {
  test(`a disk behind ${kind} is found`, async () => {
    const disks = [{ file: disk, interface: kind }];
    await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
    await machine.serial.expectScreen(/Debian GNU\/Linux/, { seconds: menuSeconds, what: "baton's menu" });
  });
}

test.run();
