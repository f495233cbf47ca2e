// Every form that is a stick or a disc, started by every firmware that starts it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware } from '../../qemu/arguments.ts';
import { ensureImageWith } from '../../qemu/parts.ts';
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
  { what: 'baton.iso as a stick', file: iso, interface: 'usb', firmware: 'bios' },
  { what: 'baton.iso as a stick', file: iso, interface: 'usb', firmware: 'uefi' },
  { what: 'baton.img as a stick', file: stick, interface: 'usb', firmware: 'bios' },
  { what: 'baton.img as a stick', file: stick, interface: 'usb', firmware: 'uefi' },
  { what: 'baton.img as a disk', file: stick, interface: 'virtio', firmware: 'bios' },
  { what: 'baton.img as a disk', file: stick, interface: 'virtio', firmware: 'uefi' },
] as const;

for (const { what, file, interface: how, firmware } of starts) {
  test(`${what} is started by ${firmware} to the menu`, async () => {
    const disks = [{ file, interface: how }, { file: disk }];
    await using machine = await startMachine({ firmware, disks, memory: 1024 });
    const wait = { seconds: 3 * menuSeconds, what: 'the menu' };
    await machine.serial.expectScreen(/The only one[\s\S]*Enter boot/, wait);
  });
}

/** Where the ESP of baton.img begins, in bytes. */
const espOffset = 2 * 2 ** 20;

test('settings that were written to baton.toml of a stick, on another computer, count', async () => {
  // The kernel for clouds has no driver for what is plugged in.
  const file = await makeForm('stick', directory, { kernel: 'generic' }, await ensureImageWith('generic'));
  const settings = join(directory.path, 'baton.toml');
  writeFileSync(settings, 'language = "de"\r\n');
  await run('mcopy', ['-o', '-i', `${file}@@${espOffset}`, settings, '::/baton.toml'], { timeout: 60_000 });
  const disks = [{ file, interface: 'usb' }, { file: disk }] as const;
  await using machine = await startMachine({ firmware: 'uefi', disks, memory: 1024 });
  const wait = { seconds: 4 * menuSeconds, what: 'the menu in German' };
  await machine.serial.expectScreen(/The only one[\s\S]*Enter starten/, wait);
});

test.run();
