// The least memory: the kernel of our own for firmware with the least profile, and what is said where there is less.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImageWith, ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootReport, openShell } from './boot-report.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk, ...usual } = await ensureParts();
const image = await ensureImageWith('firmware', 'minimal');
const append = `${onSerial} baton.timeout=0 baton.verbose`;
const machineWith = { ...image, disks: [{ file: disk }], memory: 192 };

test('192 MiB are enough from power-on to the login of a Debian, which is loaded without copies', async () => {
  await using machine = await startMachine({ ...machineWith, append });
  const shell = await logIn(machine.serial, menuSeconds + bootSeconds);
  assert.match(await shell.run('uname -r'), /amd64/);
  const { transcript } = machine.serial;
  assert.match(transcript, /there is no memory for copies of the kernel and the initrd/);
  assert.match(transcript, /\bkexec_load has it/);
});

test('a kernel that is locked down takes nothing without copies, and the memory that it needs is told', async () => {
  await using machine = await startMachine({ ...machineWith, append: `${append} lockdown=integrity` });
  await machine.serial.expectScreen(/Every entry has been tried/, { seconds: 2 * menuSeconds, what: 'the refusals' });
  const { messages } = await bootReport(await openShell(machine));
  const said = (pattern: RegExp) =>
    assert.ok(
      messages.some((text) => pattern.test(text)),
      messages.join('\n'),
    );
  said(/^it cannot be loaded sparingly: .*locked down \(integrity\)/);
  said(/what goes with it need \d+ MiB of memory to be loaded, and \d+ MiB are left\. Give the machine more memory/);
});

test('the default image where it cannot be unpacked as a whole says that it is the memory', async () => {
  await using machine = await startMachine({ ...usual, append: onSerial, memory: 208 });
  const why = /its own root could not be mounted[\s\S]*is there memory for all of it\? The default image takes 256 MiB/;
  await machine.serial.expect(why, { seconds: menuSeconds, what: 'the reason' });
});

test.run();
