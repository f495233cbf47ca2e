// baton itself hangs or dies: the machine restarts.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
/** Seconds: a busy host must not starve PID 1 for as long. */
const timeout = 20;

test('a PID 1 that does not run any more is restarted with the machine, and one that does is not', async () => {
  const append = `${onSerial} baton.watchdog-timeout=${timeout}`;
  await using machine = await startMachine({ ...image, append });
  const { serial } = machine;
  await serial.expectScreen(/no entries on no volumes/, { seconds: menuSeconds, what: 'the menu' });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  const shell = new Shell(serial);
  assert.match(
    await shell.run('dmesg'),
    new RegExp(`watchdog0 restarts the machine when baton hangs for ${timeout} s`),
  );
  await shell.run(`sleep ${timeout + 10}`);
  // Signals do not stop PID 1; the freezer does. https://docs.kernel.org/admin-guide/cgroup-v2.html
  await shell.run('mount -t cgroup2 cgroup2 /sys/fs/cgroup && mkdir /sys/fs/cgroup/cold');
  serial.type('echo 1 >/sys/fs/cgroup/cold/cgroup.procs; echo 1 >/sys/fs/cgroup/cold/cgroup.freeze\r');
  await machine.waitExit(timeout + menuSeconds);
});

test('a kernel that panics, as it does when PID 1 dies, restarts the machine', async () => {
  await using machine = await startMachine({ ...image, append: onSerial });
  const { serial } = machine;
  await serial.expectScreen(/no entries on no volumes/, { seconds: menuSeconds, what: 'the menu' });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  serial.type('echo c >/proc/sysrq-trigger\r');
  await serial.expect(/Rebooting in 60 seconds/, { seconds: menuSeconds, what: 'the panic' });
  await machine.waitExit(menuSeconds + 60);
});

test.run();
