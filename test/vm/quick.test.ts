// What `baton.quick` changes: the system call, and nothing that the next system sees.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootReport, openShell } from './boot-report.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const { disk, ...image } = await ensureParts();
const disks = [{ file: disk }];
const append = `${onSerial} baton.timeout=0 baton.verbose baton.quick`;

test('Debian is loaded by kexec_load, without a digest, and comes up', async () => {
  await using machine = await startMachine({ ...image, disks, append });
  await logIn(machine.serial, menuSeconds + bootSeconds);
  const { transcript } = machine.serial;
  assert.match(transcript, /\bkexec_load has it/);
});

test('a kernel that is locked down verifies what it loads, as without the setting', async () => {
  await using machine = await startMachine({ ...image, disks, append: `${append} lockdown=integrity` });
  await machine.serial.expectScreen(/Every entry has been tried/, { seconds: menuSeconds, what: 'the refusals' });
  const { messages } = await bootReport(await openShell(machine));
  const said = (pattern: RegExp) => messages.some((text) => pattern.test(text));
  assert.ok(said(/^it cannot be loaded quickly: .*locked down \(integrity\)/), messages.join('\n'));
  // Debian's own kernel does not know the key of its next one: https://wiki.debian.org/SecureBoot
  assert.ok(
    said(/The running kernel refused \S+: .*takes only signed kernels, by kexec_file_load/),
    messages.join('\n'),
  );
});

test.run();
