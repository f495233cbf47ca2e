// `kexec -e` on an installed Debian ends what runs, in order, before it starts the next kernel.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const disk = await demoDisk();

test('processes get SIGTERM and then SIGKILL, and the filesystem is clean for the next kernel', async () => {
  using directory = await temporaryDirectory('large');
  const disks = [{ file: disk }, { file: await programDisk(directory) }];
  await using machine = await startMachine({ disks });
  const shell = await logIn(machine.serial, bootSeconds);
  await useProgram(shell, '/dev/vdb');

  // One process that notes that it was asked to end, and one that does not listen.
  await shell.run("{ (trap 'date > /var/ended; exit' TERM; while :; do sleep 1; done) & } 2>/dev/null");
  await shell.run("{ (trap '' TERM; sleep 999) & } 2>/dev/null");
  await shell.run('baton kexec -l /vmlinuz --initrd=/initrd.img --reuse-cmdline --append=loglevel=7');
  const before = await shell.run('cat /proc/cmdline');
  // The kernel that starts is heard because of its log level.
  machine.serial.type('baton kexec -e\r');
  await machine.serial.expect(sentence('Linux version'), { seconds: bootSeconds, what: 'the next kernel' });
  const again = await logIn(machine.serial, bootSeconds);
  await again.run('test -s /var/ended');
  assert.is(await again.run('cat /proc/cmdline'), before.replace(/^BOOT_IMAGE=\S+ (.*)/, '$1 loglevel=7'));
  assert.not.match(await again.run('dmesg'), /EXT4-fs .*(recovery|orphan)/);
});

test.run();
