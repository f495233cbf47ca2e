// The payload of a flash chip: kernel and initramfs in one file, started by loaders that give it no initrd.

import { statSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImageWith, ensureParts, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { failure } from '../failure.ts';
import { makeForm } from './forms.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const directory = await temporaryDirectory('large');
test.after(directory.remove);
const { disk } = await ensureParts();
const image = await ensureImageWith('firmware');
const budget = 24.5 * 2 ** 20;
const small = { kernel: 'firmware', profile: 'minimal', budget } as const;
const payload = await makeForm('payload', directory, small, image);

test('with the least profile it fits into 24.5 MiB', () => {
  assert.ok(statSync(payload).size <= budget, String(statSync(payload).size));
});

test('a q35 starts it by its kernel alone, and it hands a Debian over', async () => {
  const append = `${onSerial} baton.timeout=0`;
  await using machine = await startMachine({ kernel: payload, append, disks: [{ file: disk }] });
  const shell = await logIn(machine.serial, 2 * menuSeconds + bootSeconds);
  assert.match(await shell.run('uname -r'), /amd64/);
});

test('a microvm, whose firmware is qboot, starts it to the menu', async () => {
  const entry = await smallDisk({ '/loader/entries/a.conf': 'title The only one\nlinux /a\n' }, directory);
  await using machine = await startMachine({
    ...{ microvm: true, kernel: payload, append: onSerial },
    disks: [{ file: entry, interface: 'mmio' }],
  });
  await machine.serial.expectScreen(/The only one/, { seconds: 2 * menuSeconds, what: 'the menu' });
});

test('a budget that is exceeded is told, and no payload is left, not even that of before', async () => {
  const error = await failure(makeForm('payload', directory, { ...small, budget: 2 ** 20 }, image));
  assert.match(
    error.message,
    /^the payload has [\d.]+ MiB, [\d.]+ more than its budget of 1\.0 MiB: take a smaller kernel/,
  );
  assert.throws(() => statSync(payload), /ENOENT/);
});

test.run();
