// An ordinary `reboot` of an installed Debian that `baton install-units` has made a kexec.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { installProgram, programDisk } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds } from './seconds.ts';

const disk = await demoDisk();

test('with baton install-units an ordinary reboot is a kexec, and coldreboot is not', async () => {
  using directory = await temporaryDirectory('large');
  const disks = [{ file: disk }, { file: await programDisk(directory) }];
  await using machine = await startMachine({ disks });
  const shell = await logIn(machine.serial, bootSeconds);
  await installProgram(shell, '/dev/vdb');
  assert.match(await shell.run('baton install-units'), /baton-load\.service was written/);
  await shell.run('systemctl is-active baton-load.service && systemd-analyze verify baton-load.service');
  await shell.run('touch /run/before');
  machine.serial.type('reboot\r');
  const again = await logIn(machine.serial, bootSeconds);
  await again.run('! test -e /run/before');

  machine.serial.type('coldreboot\r');
  assert.is(await machine.waitExit(bootSeconds), 'QEMU ended');
});

test.run();
