// What the machine has to have.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootReport, openShell } from './boot-report.ts';
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

test('parameters and blacklists of drivers on the command line are heeded, and what is left out is told', async () => {
  const kinds = ['virtio', 'virtio-scsi'] as const;
  const disks = kinds.map((kind) => ({ file: disk, interface: kind }));
  const wishes = 'virtio_blk.queue_depth=64 modprobe.blacklist=virtio_scsi module_blacklist=button';
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1 ${wishes}` });
  await machine.serial.expectScreen(/Debian GNU\/Linux/, { seconds: menuSeconds, what: "baton's menu" });
  const shell = await openShell(machine);
  assert.is((await shell.run('cat /sys/module/virtio_blk/parameters/queue_depth')).trim(), '64');
  assert.match(await shell.run('ls /sys/class/block'), /\bvda\b/);
  assert.not.match(await shell.run('ls /sys/class/block'), /sda/);
  const { messages } = await bootReport(shell);
  assert.ok(messages.includes('The driver virtio_scsi is not loaded for a device: it is blacklisted.'));
  assert.ok(messages.some((text) => /^The driver button is not loaded: .* module_blacklist names it\.$/.test(text)));
});

test.run();
