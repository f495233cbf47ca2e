// baton.iso on a stick, as it is.

import { test } from 'uvu';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from './forms.ts';
import { menuSeconds } from './seconds.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);

test('a BIOS boots it to a menu on which it is not itself', async () => {
  const stick = await makeForm('iso', directory);
  const disk = await smallDisk({ '/loader/entries/a.conf': 'title The only one\nlinux /a\n' }, directory);
  await using machine = await startMachine({ disks: [{ file: stick }, { file: disk }] });
  const what = { seconds: menuSeconds, what: 'the menu with one entry' };
  await machine.serial.expectScreen(/The only one[\s\S]*Enter boot/, what);
  if (/vmlinuz|Loading/.test(machine.serial.screen)) throw new Error(machine.serial.screen);
});

test.run();
