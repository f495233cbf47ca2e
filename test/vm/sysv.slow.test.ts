// `baton reboot` and an ordinary `reboot` on installed systems without systemd.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { installProgram, programDisk, useProgram } from '../../qemu/program-disk.ts';
import { logIn, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { type RunlevelManager, sysvDebian } from '../../qemu/sysv-debian/disk.ts';
import { type Temporary, temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds } from './seconds.ts';

/** For a system to go down and up again. */
const restartSeconds = 2 * bootSeconds;

/** Boots an entry of the disk's GRUB. A restart through the firmware ends the machine: it is started with -no-reboot. */
async function boot(manager: RunlevelManager, title: string, directory: Temporary): Promise<Machine> {
  const disks = [{ file: await sysvDebian(manager) }, { file: await programDisk(directory) }];
  const append = `${onSerial} baton.timeout=0 baton.boot="${title}"`;
  // A busy host starves one of several emulated processors.
  return startMachine({ ...(await ensureImage()), disks, append, processors: 1 });
}

/** Logs in after a restart, and looks at how the system before has ended. */
async function logInAgain({ serial }: Machine): Promise<Shell> {
  const within = { seconds: restartSeconds, what: 'the check of the root filesystem' };
  const { match } = await serial.expect(/demo: (clean|recovering journal)/, within);
  assert.is(match[1], 'clean');
  const shell = await logIn(serial, bootSeconds);
  assert.not.match(await shell.run('dmesg'), /EXT4-fs .*(recovery|orphan)/);
  assert.match(await shell.run('tune2fs -l /dev/vda'), /Filesystem state: +clean\n/);
  return shell;
}

for (const manager of ['sysv-rc', 'openrc'] as const) {
  test(`${manager}: baton reboot, and reboot with baton install-units, stop everything in order and kexec`, async () => {
    using directory = await temporaryDirectory('large');
    await using machine = await boot(manager, 'Debian without systemd', directory);
    const first = await logIn(machine.serial, bootSeconds);
    await installProgram(first, '/dev/vdb');
    await first.run('test ! -e /var/stopped && touch /run/before');
    machine.serial.type('baton reboot "The same, marked"\r');
    const second = await logInAgain(machine);
    assert.match(machine.serial.transcript, /\/etc\/init\.d\/baton-kexec was written/);
    assert.match(await second.run('cat /proc/cmdline'), / marked\n/);
    await second.run('test -s /var/stopped && ! test -e /run/before');

    assert.match(await second.run('baton install-units'), /baton-load was written/);
    await second.run('rm /var/stopped && touch /run/before');
    machine.serial.type('reboot\r');
    const third = await logInAgain(machine);
    assert.not.match(await third.run('cat /proc/cmdline'), / marked\n/);
    await third.run('test -s /var/stopped && ! test -e /run/before');

    machine.serial.type('coldreboot\r');
    assert.is(await machine.waitExit(bootSeconds), 'QEMU ended');
  });
}

test('with openrc-init, baton reboot needs no script', async () => {
  using directory = await temporaryDirectory('large');
  await using machine = await boot('openrc', 'A shell and nothing else', directory);
  const { serial } = machine;
  await serial.expect(/\n# $/, { seconds: bootSeconds, what: 'the shell' });
  const shell = new Shell(serial);
  await installProgram(shell, '/dev/vdb');
  const started = 'rc-status default | grep -q "witness.*started"';
  await shell.run(
    `(until ${started}; do sleep 1; done; /usr/local/bin/baton reboot 'The same, marked' >/dev/ttyS0 2>&1) & true`,
  );
  serial.type('exec /sbin/openrc-init\r');
  const again = await logInAgain(machine);
  assert.match(await again.run('cat /proc/cmdline'), / marked\n/);
  await again.run('test -s /var/stopped && ! test -e /etc/init.d/baton-kexec');
});

test('where nothing manages the system, baton reboot ends what runs, unmounts, and kexecs; --cold restarts', async () => {
  using directory = await temporaryDirectory('large');
  await using machine = await boot('sysv-rc', 'A shell and nothing else', directory);
  const { serial } = machine;
  const prompt = { seconds: restartSeconds, what: 'the shell' };
  await serial.expect(/job control turned off\n# $/, prompt);
  const shell = new Shell(serial);
  await useProgram(shell, '/dev/vdb');
  await shell.run(`sh -c 'trap "date > /var/stopped; exit" TERM; while :; do sleep 1; done' & sleep 1`);
  await shell.run('touch /run/before');
  serial.type('baton reboot "A shell and nothing else"\r');
  await serial.expect(/job control turned off\n# $/, prompt);
  const again = new Shell(serial);
  await again.run('test -s /var/stopped && ! test -e /run/before');
  assert.not.match(await again.run('dmesg'), /EXT4-fs .*(recovery|orphan)/);

  await useProgram(again, '/dev/vdb');
  serial.type('baton reboot --cold\r');
  assert.is(await machine.waitExit(bootSeconds), 'QEMU ended');
});

test.run();
