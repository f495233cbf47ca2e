// A real live system from a disc image that lies in a file on a disk.

import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liveIso } from '../../qemu/live-iso/image.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const live = await readFile(await liveIso());

test('a live image in a file is on the menu, and boots to its login with its root on that image', async () => {
  using directory = await temporaryDirectory('large');
  const disk = await smallDisk({ '/isos/live.iso': live }, directory, 192);
  const append = `${onSerial} baton.timeout=-1`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk }], append, memory: 1024 });
  const { serial } = machine;
  await serial.expectScreen(/live\.iso[\s\S]*Enter boot/, { seconds: menuSeconds, what: "the image's submenu" });
  serial.type('\r');
  await serial.expectScreen(/Live system/, { seconds: menuSeconds, what: "the image's entry" });
  serial.type('\x1b[B\r');
  const shell = await logIn(serial, bootSeconds);
  assert.match(await shell.run('cat /proc/cmdline'), /boot=live components .*findiso=\/isos\/live\.iso/);
  assert.match(await shell.run('cat /run/live/medium/.disk/info'), /Debian GNU\/Linux 12/);
  assert.match(await shell.run('losetup --noheadings --output BACK-FILE'), /live\.iso/);
});

test.run();
