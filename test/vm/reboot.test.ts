// `baton reboot` on an installed Debian, which was started by its own boot loader.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { demoDisk } from '../../qemu/debian/disk.ts';
import { programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds } from './seconds.ts';

const disk = await demoDisk();

test('baton reboot stops the system in order and starts the default entry of its GRUB without the firmware', async () => {
  using directory = await temporaryDirectory('large');
  const disks = [{ file: disk }, { file: await programDisk(directory) }];
  // A restart through the firmware would end the machine: it is started with -no-reboot.
  await using machine = await startMachine({ disks });
  const shell = await logIn(machine.serial, bootSeconds);
  await useProgram(shell, '/dev/vdb');

  assert.match(await shell.run('baton doctor'), /ok +kernel +Linux 6\.1\.\S+ has kexec_file_load and kexec_load\./);
  const checks = JSON.parse(await shell.run('baton doctor --json')) as { name: string; verdict: string }[];
  const found = checks.filter(({ verdict }) => verdict !== 'ok').map(({ name, verdict }) => `${name}: ${verdict}`);
  assert.equal([checks.length, found], [9, ['crash: warning']]);
  assert.match(await shell.run('baton status || test $? = 1'), /No kernel is loaded for the next kexec/);
  assert.match(
    await shell.run('baton load'),
    /"Debian GNU\/Linux" is loaded: it is the default of \/boot\/grub\/grub\.cfg/,
  );
  assert.match(await shell.run('baton status'), /A kernel is loaded for the next kexec/);
  const titles = JSON.parse(await shell.run('baton list --json')) as { id: string; title: string }[];
  const older = titles.findLast(({ title }) => !title.includes('recovery'));
  assert.match(await shell.run(`baton load '${older!.id}'`), /is loaded: it was named/);
  assert.match(await shell.run('baton load --newest'), /"Debian GNU\/Linux" is loaded: its kernel is the newest/);
  assert.match(await shell.run('baton load nothing 2>&1 || test $? = 1'), /No entry is called "nothing"/);
  await shell.run('baton unload');
  assert.is(await shell.run('cat /sys/kernel/kexec_loaded'), '0\n');

  const before = await shell.run('cat /proc/cmdline');
  const stop = "ExecStop=/bin/sh -c 'date > /var/stopped'";
  await shell.run(`systemd-run -q --unit=witness -p "${stop}" sleep infinity`);
  await shell.run('touch /run/before');
  machine.serial.type('baton reboot\r');
  const again = await logIn(machine.serial, bootSeconds);
  assert.is(await again.run('cat /proc/cmdline'), before);
  await again.run('test -s /var/stopped && ! test -e /run/before');
  assert.not.match(await again.run('dmesg'), /EXT4-fs .*(recovery|orphan)/);

  await useProgram(again, '/dev/vdb');
  await again.run('echo 1 >/proc/sys/kernel/kexec_load_disabled');
  const forbidden = /FAILURE +restriction +The sysctl kernel\.kexec_load_disabled forbids it\. Restart/;
  assert.match(await again.run('baton doctor || test $? = 1'), forbidden);
});

test.run();
