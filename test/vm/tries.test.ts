// A system that is started and never comes up is passed over when its tries are used up.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware, uefiVariables } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { trialsIn } from '../../src/bookkeeping/trial-store.ts';
import { againInit, againInitrd, startedWith } from './again.ts';
import { grubenv, systemPartition } from './book-disks.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';
import { tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

await ensureTools(['grub-editenv', 'debugfs', 'mke2fs', 'mkfs.vfat', 'mcopy', 'sfdisk', uefiFirmware, uefiVariables]);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

const kernel = readFileSync(image.kernel);
const initrd = await tinyInitrd();
const consoleArgs = 'console=ttyS0 no_timer_check';
/** A kernel that finds no root file system panics. */
const panics = `${consoleArgs} root=/dev/none panic=1`;

test('a power cut counts as a try, a panic as another, and then the next system boots by itself', async () => {
  const grubCfg = `load_env
set timeout=0
menuentry Broken --id broken { linux /vmlinuz ${panics}; }
menuentry Good --id good { linux /vmlinuz ${consoleArgs} good; initrd /tiny.img; }
`;
  const block = await grubenv(at('grubenv'));
  const files = {
    '/boot/grub/grub.cfg': grubCfg,
    '/boot/grub/grubenv': block,
    '/vmlinuz': kernel,
    '/tiny.img': initrd,
  };
  const file = await smallDisk(files, directory, 64);
  // As a system leaves it whose power is cut: the journal is replayed in memory, and the block lies where it lay.
  await run('debugfs', ['-w', '-R', 'feature needs_recovery', file], { timeout: 60_000 });
  const begins = readFileSync(file).indexOf(block);
  const kept = () => trialsIn(readFileSync(file).subarray(begins, begins + 1024));
  const options = { ...image, append: `${onSerial} baton.tries=2`, disks: [{ file, write: true }], restarts: true };
  {
    await using machine = await startMachine(options);
    await machine.serial.expect(/kexec_core: Starting new kernel/, { seconds: menuSeconds, what: 'the kexec' });
    await machine.kill();
  }
  assert.equal(
    kept().systems.map(({ done, good }) => [done, good]),
    [[1, false]],
  );
  {
    await using machine = await startMachine(options);
    await machine.serial.expect(/Kernel panic/, { seconds: menuSeconds + bootSeconds, what: 'the panic' });
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the good system' });
    const { transcript } = machine.serial;
    assert.match(transcript, sentence('"Broken" was started 2 times without reporting itself good'));
    assert.is(told(transcript).cmdline, `BOOT_IMAGE=/vmlinuz ${consoleArgs} good panic=30`);
    await machine.waitExit(bootSeconds);
  }
  assert.equal(
    kept().systems.map(({ done }) => done),
    [1, 2],
  );
});

test('tries in the names of files on an ESP are counted there, and others in a file beside them', async () => {
  const entry = (title: string, args: string) => `title ${title}\nlinux /vmlinuz\noptions ${args}\n`;
  const { file, read, names } = await systemPartition(at('esp.img'), {
    '/loader/loader.conf': 'timeout 0\n',
    '/loader/entries/new+1.conf': `${entry('New', panics)}sort-key a\n`,
    '/loader/entries/old.conf': `${entry('Old', `${consoleArgs} old`)}sort-key b\ninitrd /tiny.img\n`,
    '/vmlinuz': kernel,
    '/tiny.img': initrd,
  });
  const options = { ...image, append: `${onSerial} baton.tries=3`, disks: [{ file, write: true }], restarts: true };
  {
    await using machine = await startMachine(options);
    await machine.serial.expect(/Kernel panic/, { seconds: menuSeconds + bootSeconds, what: 'the panic' });
    await machine.serial.expect(tinySystemIsUp, { seconds: menuSeconds + bootSeconds, what: 'the old system' });
    assert.match(machine.serial.transcript, sentence('"New" was started once without reporting itself good'));
    await machine.waitExit(bootSeconds);
  }
  assert.equal(await names('/loader/entries'), ['new+0-1.conf', 'old.conf']);
  const trials = trialsIn(await read('/baton/trials.env'));
  assert.equal(
    trials.systems.map(({ done }) => done),
    [1],
  );
});

test('with UEFI tries are counted in a variable of the firmware, and no disk is written to', async () => {
  const entry = (title: string, marker: string) =>
    `title ${title}\nlinux /vmlinuz\ninitrd /again.img\noptions ${consoleArgs} ${againInit} ${marker}\n`;
  const file = await espDisk(
    {
      '/loader/loader.conf': 'timeout 1\n',
      '/loader/entries/a.conf': `${entry('Never good', 'is=first')}sort-key a\n`,
      '/loader/entries/b.conf': `${entry('Other', 'is=other')}sort-key b\n`,
      '/vmlinuz': kernel,
      '/again.img': await againInitrd(),
    },
    directory,
    64,
  );
  const before = readFileSync(file);
  const variables = at('variables.fd');
  copyFileSync(uefiVariables, variables);
  {
    await using machine = await startMachine({
      ...image,
      append: `${onSerial} baton.tries=1`,
      firmware: 'uefi',
      variables,
      disks: [{ file, write: true }],
      restarts: true,
    });
    const within = menuSeconds + bootSeconds;
    await machine.serial.expect(startedWith('is=first'), { seconds: within, what: 'the system that is never good' });
    await machine.serial.expect(startedWith('is=other'), { seconds: within, what: 'the other system' });
    assert.match(machine.serial.transcript, sentence('"Never good" was started once without reporting itself good'));
  }
  assert.ok(readFileSync(file).equals(before));
  assert.ok(readFileSync(variables).includes(Buffer.from('BatonTrials', 'utf16le')));
});

test.run();
