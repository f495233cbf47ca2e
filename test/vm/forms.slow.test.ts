// Every form that is a stick or a disc, started by every firmware that starts it.

import { test } from 'uvu';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware } from '../../qemu/arguments.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from './forms.ts';
import { menuSeconds } from './seconds.ts';

await ensureTools([uefiFirmware]);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const iso = await makeForm('iso', directory);
const stick = await makeForm('stick', directory);
const disk = await smallDisk({ '/loader/entries/a.conf': 'title The only one\nlinux /a\n' }, directory);

const starts = [
  { what: 'baton.iso as a disc', file: iso, interface: 'cdrom', firmware: 'bios' },
  { what: 'baton.iso as a disc', file: iso, interface: 'cdrom', firmware: 'uefi' },
  { what: 'baton.iso as a stick', file: iso, interface: 'usb', firmware: 'uefi' },
  { what: 'baton.img as a disk', file: stick, interface: 'virtio', firmware: 'bios' },
  { what: 'baton.img as a disk', file: stick, interface: 'virtio', firmware: 'uefi' },
] as const;

for (const { what, file, interface: how, firmware } of starts) {
  test(`${what} is started by ${firmware} to the menu`, async () => {
    const disks = [{ file, interface: how }, { file: disk }];
    await using machine = await startMachine({ firmware, disks, memory: 1024 });
    const wait = { seconds: 2 * menuSeconds, what: 'the menu' };
    await machine.serial.expectScreen(/The only one[\s\S]*Enter boot/, wait);
  });
}

test.run();
