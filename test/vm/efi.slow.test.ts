// baton as one EFI program, started in other ways than by its name.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import { fetchPackage } from '../../build/package.ts';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware, uefiVariables } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from './forms.ts';
import { menuSeconds } from './seconds.ts';

await ensureTools([uefiFirmware, uefiVariables]);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const program = readFileSync(await makeForm('efi', directory));
const other = { '/loader/entries/other.conf': 'title The other one\nlinux /other\n' };

/** A machine with these files on its ESP, whose firmware keeps its variables. */
async function start(files: Readonly<Record<string, string | Buffer>>) {
  const disk = await espDisk({ ...other, ...files }, directory, 192);
  const variables = join(directory.path, 'variables.fd');
  copyFileSync(uefiVariables, variables);
  return startMachine({ firmware: 'uefi', variables, restarts: true, disks: [{ file: disk }] });
}
const menu = { seconds: 2 * menuSeconds, what: 'the menu' };

test('systemd-boot finds it among the unified kernel images and starts it', async () => {
  const { root } = await fetchPackage('systemd-boot-efi');
  await using machine = await start({
    '/EFI/BOOT/BOOTX64.EFI': readFileSync(join(root, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi')),
    '/EFI/Linux/baton.efi': program,
    '/loader/loader.conf': 'timeout 0\ndefault baton.efi\n',
  });
  await machine.serial.expectScreen(/The other one[\s\S]*Enter boot/, menu);
});

test('a boot entry of the firmware, as its shell makes it, starts it', async () => {
  await using machine = await start({
    '/EFI/baton/baton.efi': program,
    '/startup.nsh': 'bcfg boot add 0 fs0:\\EFI\\baton\\baton.efi "baton"\r\nreset\r\n',
  });
  await machine.serial.expectScreen(/The other one[\s\S]*Enter boot/, menu);
});

test.run();
