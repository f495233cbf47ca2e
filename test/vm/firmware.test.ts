// What systemd's tools leave in the variables of a UEFI, and what baton leaves there.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware, uefiVariables } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { againInit, againInitrd, startedWith } from './again.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';

await ensureTools([uefiFirmware, uefiVariables]);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const variables = join(directory.path, 'variables.fd');
copyFileSync(uefiVariables, variables);

const entry = (title: string, marker: string) =>
  `title ${title}\nlinux /vmlinuz\ninitrd /again.img\noptions console=ttyS0 no_timer_check ${againInit} ${marker}\n`;
const disk = await espDisk(
  {
    '/loader/loader.conf': 'timeout 10\ndefault first.conf\n',
    '/loader/entries/first.conf': entry('First', 'is=first'),
    '/loader/entries/second.conf': entry('Second', 'is=second'),
    '/vmlinuz': readFileSync(image.kernel),
    '/again.img': await againInitrd(),
  },
  directory,
  64,
);

const path = (name: string) => `/sys/firmware/efi/efivars/${name}-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f`;

/** Waits for the countdown to an entry, stops it, and opens the rescue shell. */
async function rescueShell({ serial }: Machine, title: string): Promise<Shell> {
  const what = `the countdown to ${title}`;
  await serial.expectScreen(new RegExp(`any key stops this: "${title}" boots`), { seconds: menuSeconds, what });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  return new Shell(serial);
}

test('an entry that is set for one boot in the variables boots once, and the next system is told', async () => {
  const disks = [{ file: disk }];
  const options = { ...image, disks, append: onSerial, firmware: 'uefi', variables, restarts: true } as const;
  await using machine = await startMachine(options);
  const { serial } = machine;

  const first = await rescueShell(machine, 'First');
  const bytes = [...Buffer.from('\x07\0\0\0', 'latin1'), ...Buffer.from('second.conf\0', 'utf16le')];
  const escaped = bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  await first.run(`printf '${escaped}' > ${path('LoaderEntryOneShot')}`);
  serial.type('exit\r');
  await serial.expectScreen(/First/, { seconds: keySeconds, what: 'the menu' });
  serial.type('r');
  await serial.expectScreen(/any key stops this: "Second" boots/, {
    seconds: menuSeconds,
    what: 'the countdown to Second',
  });
  await serial.expect(startedWith('is=second'), { seconds: bootSeconds, what: 'the second system' });

  const after = await rescueShell(machine, 'First');
  await after.run(`! test -e ${path('LoaderEntryOneShot')}`);
  // UTF-16 without the zero bytes: names in a list stand one behind the other.
  const plain = async (name: string) =>
    (await after.run(`cat ${path(name)} | tail -c +5 | tr -d '\\000'; echo`)).trim();
  assert.is(await plain('LoaderEntrySelected'), 'second.conf');
  assert.match(await plain('LoaderInfo'), /^baton \d/);
  assert.match(await plain('LoaderFirmwareInfo'), /^EDK II/);
  assert.is(await plain('LoaderEntries'), 'second.conffirst.confauto-reboot-to-firmware-setup');
  assert.match(await plain('LoaderTimeExecUSec'), /^\d{7,9}$/);
});

test.run();
