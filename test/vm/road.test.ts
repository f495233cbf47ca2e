// The main job: from power-on, through baton's menu, to the login prompt of the Debian on the demo disk.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { nativeCmdline, withoutBootImage } from './native.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk, ...image } = await ensureParts();
const disks = [{ file: disk }];

test('the countdown ends in the default entry, with the cmdline that GRUB itself passes', async () => {
  await using machine = await startMachine({ ...image, disks, append: onSerial });
  const what = "baton's menu with its countdown";
  await machine.serial.expectScreen(/Debian GNU\/Linux[\s\S]*\[#+-*\] \d+ s/, { seconds: menuSeconds, what });
  const shell = await logIn(machine.serial, bootSeconds);
  const cmdline = await shell.run('cat /proc/cmdline');
  assert.is(withoutBootImage(cmdline), withoutBootImage(await nativeCmdline(disk)));
  assert.is(await shell.run('cat /proc/1/comm'), 'systemd\n');
  assert.is(await shell.run('systemctl is-system-running --wait'), 'running\n');
});

test('an entry of the submenu can be chosen with the keys', async () => {
  await using machine = await startMachine({ ...image, disks, append: `${onSerial} baton.timeout=-1` });
  const { serial } = machine;
  await serial.expectScreen(/Advanced options/, { seconds: menuSeconds, what: "baton's menu" });
  // Down to the submenu, which Enter opens; its third entry is the older kernel.
  serial.type('\x1b[B\r');
  await serial.expectScreen(/recovery mode/, { seconds: 30, what: 'the open submenu' });
  serial.type('\x1b[B\x1b[B\x1b[B\r');
  const shell = await logIn(serial, bootSeconds);
  const [newest, older] = (await shell.run('ls /boot/vmlinuz-* | sort -rV')).trim().split('\n');
  assert.is(`/boot/vmlinuz-${(await shell.run('uname -r')).trim()}`, older);
  assert.is.not(newest, older);
});

test.run();
