// Disks that are slow, go away, or stay locked, beside a good one, which boots all the same.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disk } from '../../qemu/arguments.ts';
import { makeLayout } from '../../qemu/layouts/recipes/index.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { openShell, settledReport } from './boot-report.ts';
import { bootable } from './damaged-disks.ts';
import { keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** A disk with one entry, of this title. */
async function diskOf(title: string): Promise<string> {
  const path = join(directory.path, `${title}.img`);
  await writeFile(path, '');
  await bootable(title)(path, []);
  return path;
}

const good = await diskOf('good');
const start = (disks: readonly Disk[], append: string) =>
  startMachine({ ...image, disks, append: `${onSerial} ${append}` });

async function expectBoot({ serial }: Machine, title: string): Promise<void> {
  const what = `the kernel of ${title}`;
  await serial.expect(new RegExp(`<[^>]*layout=${title}>`), { seconds: menuSeconds, what });
}

test('the entry of a fast disk boots while a slow one is still being looked at', async () => {
  const slow: Disk = { file: await diskOf('slow'), interface: 'scsi-unit', readsPerSecond: 1 };
  await using machine = await start([{ file: good }, slow], 'baton.timeout=0 baton.verbose');
  await expectBoot(machine, 'good');
  const { transcript } = machine.serial;
  assert.match(transcript, /\/dev\/vda: ext4, mounted/);
  assert.not.match(transcript, /\/dev\/sda: /);
  const [, statistics] = await machine.blockStatistics().catch(() => []);
  if (statistics) assert.ok(statistics.reads > 0);
});

test('a disk that is pulled out takes its entry with it, also while it is read', async () => {
  const disks: Disk[] = [
    { file: good },
    { file: await diskOf('on the menu'), interface: 'scsi-unit' },
    { file: await diskOf('in the midst'), interface: 'scsi-unit', readsPerSecond: 1 },
  ];
  await using machine = await start(disks, 'baton.timeout=-1');
  const { serial } = machine;
  await serial.expectScreen(/good[\s\S]*on the menu|on the menu[\s\S]*good/, {
    seconds: menuSeconds,
    what: 'two entries',
  });
  // Its first requests are under way or have been answered; the BIOS has made one.
  const end = performance.now() + menuSeconds * 1000;
  while ((await machine.blockStatistics())[2]!.reads < 2 && performance.now() < end) await sleep(100);
  await machine.pull(1);
  await machine.pull(2);
  await serial.expectScreen(/^(?![\s\S]*on the menu)[\s\S]*good[\s\S]*1 entry on 1 volume/, {
    seconds: menuSeconds,
    what: 'one entry alone',
  });
  const shell = await openShell(machine);
  const { messages, titles, verdicts } = await settledReport(
    shell,
    menuSeconds,
    (found) =>
      found.verdicts.size === 1 && ['sda', 'sdb'].every((name) => found.messages.includes(`/dev/${name} has gone`)),
  );
  assert.equal([titles, [...verdicts.keys()]], [['good'], ['vda']]);
  assert.ok(messages.includes('/dev/sda has gone'));
  assert.ok(messages.includes('/dev/sdb has gone'));
  serial.type('exit\r');
  await serial.expectScreen(/Enter boot/, { seconds: keySeconds, what: 'the menu after the shell' });
  serial.type('\r');
  await expectBoot(machine, 'good');
});

test('after three wrong passphrases the disk stays locked, and the menu is there', async () => {
  const [file] = (await makeLayout('luks2')).disks;
  await using machine = await start([{ file: good }, { file: file! }], 'baton.timeout=-1 baton.luks=ask');
  const { serial } = machine;
  const see = (pattern: RegExp) => serial.expectScreen(pattern, { seconds: menuSeconds, what: String(pattern) });
  await see(/Passphrase for \/dev\/vdb \(LUKS2\): _/);
  serial.type('wrong\r');
  await see(sentence('That passphrase does not open /dev/vdb. 2 tries left.'));
  serial.type('wrong again\r');
  await see(sentence('That passphrase does not open /dev/vdb. 1 try left.'));
  serial.type('still wrong\r');
  await see(sentence('/dev/vdb stays locked: none of 3 passphrases opens it.'));
  await see(/good[\s\S]*Enter boot/);
  serial.type('\r');
  await expectBoot(machine, 'good');
});

test.run();
