// baton as one EFI program.

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from './forms.ts';
import { menuSeconds } from './seconds.ts';

await ensureTools([uefiFirmware]);
const directory = await temporaryDirectory('large');
test.after(directory.remove);

test('a firmware starts it from an ESP where nobody has told it what to start, and it reads its settings there', async () => {
  const disk = await espDisk(
    {
      '/EFI/BOOT/BOOTX64.EFI': readFileSync(await makeForm('efi', directory)),
      '/baton.toml': 'language = "de"\ntimeout = -1\n',
      '/loader/entries/a.conf': 'title The only one\nlinux /a\n',
    },
    directory,
    160,
  );
  await using machine = await startMachine({ firmware: 'uefi', disks: [{ file: disk }] });
  await machine.serial.expectScreen(/The only one[\s\S]*Enter starten/, { seconds: menuSeconds, what: 'the menu' });
});

test.run();
