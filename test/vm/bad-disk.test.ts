// A disk with nothing to boot: a sentence says why, and the menu and the rescue shell are there.

import { randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disk } from '../../qemu/arguments.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const image = await ensureImage();
const start = (disks: readonly Disk[]) => startMachine({ ...image, disks, append: onSerial });

async function expectSentence(machine: Machine, ...patterns: RegExp[]): Promise<void> {
  for (const pattern of patterns) {
    await machine.serial.expectScreen(pattern, {
      seconds: menuSeconds,
      what: 'the reason why there is nothing to boot',
    });
  }
}

/** Opens the rescue shell from the menu, uses it, and comes back. */
async function expectShell({ serial }: Machine): Promise<void> {
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  const shell = new Shell(serial);
  assert.is(await shell.run('echo $((6 * 7))'), '42\n');
  assert.is(await shell.run('readlink /proc/1/exe'), '/bin/node\n');
  serial.type('exit\r');
  await serial.expectScreen(/baton[\s\S]*Enter boot/, { seconds: keySeconds, what: 'the menu after the shell' });
}

test('without a disk it says so and offers a shell', async () => {
  await using machine = await start([]);
  await expectSentence(machine, sentence('No disk was found. Check that it is connected'));
  await expectShell(machine);
});

test('of a disk without a boot configuration it says what was looked at, and why it was passed over', async () => {
  using directory = await temporaryDirectory();
  await using machine = await start([{ file: await smallDisk({ '/notes.txt': 'nothing to boot' }, directory) }]);
  await expectSentence(
    machine,
    sentence('No boot configuration that names a system was found.'),
    sentence('/dev/vda (16 MiB): ext4'),
    /grub\.cfg/,
  );
  await expectShell(machine);
});

test('a disk with nothing on it is named', async () => {
  using directory = await temporaryDirectory();
  const file = join(directory.path, 'blank.img');
  await writeFile(file, Buffer.alloc(16 * 1024 * 1024));
  await using machine = await start([{ file }]);
  await expectSentence(machine, sentence('No boot configuration that names a system was found.'), /\/dev\/vda/);
});

for (const [what, content] of [
  ['random bytes', randomFillSync(Buffer.alloc(64 * 1024))],
  ['an unfinished block', 'menuentry "a" {\n'.repeat(10_000)],
] as const) {
  test(`a grub.cfg of ${what} is named as the reason`, async () => {
    using directory = await temporaryDirectory();
    const files = { '/boot/grub/grub.cfg': content };
    await using machine = await start([{ file: await smallDisk(files, directory) }]);
    await expectSentence(machine, sentence('/boot/grub/grub.cfg has no entry'));
    await expectShell(machine);
  });
}

test.run();
