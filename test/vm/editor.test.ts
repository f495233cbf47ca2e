// Editing what boots and entering paths, typed on the serial console, up to what the kernel is handed.

import { writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

await ensureTools(['genisoimage']);
const image = await ensureImage();
const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** It prints its cmdline and the size of its initrd, and ends the machine. */
const kernel = await printingKernel('long-mode');

/** A disc image with one entry. */
async function disc(): Promise<Uint8Array> {
  const [tree, file] = [join(directory.path, 'disc'), join(directory.path, 'live.iso')];
  await mkdir(join(tree, 'boot/grub'), { recursive: true });
  writeFileSync(join(tree, 'vmlinuz'), kernel);
  writeFileSync(join(tree, 'initrd'), 'live'.padEnd(1000));
  const config = "menuentry 'Live system' { linux /vmlinuz by=disc; initrd /initrd; }\n";
  writeFileSync(join(tree, 'boot/grub/loopback.cfg'), config);
  await run('genisoimage', ['-quiet', '-R', '-V', 'LIVE', '-o', file, tree], { timeout: 60_000 });
  return readFile(file);
}

const disk = await smallDisk(
  {
    '/boot/grub/grub.cfg': "menuentry 'First' { linux /boot/vmlinuz-1 by=first quiet; initrd /boot/initrd-1; }\n",
    '/boot/vmlinuz-1': kernel,
    '/boot/initrd-1': 'one'.padEnd(4096),
    '/boot/initrd-two': 'two'.padEnd(8192),
    '/deep/below/live.iso': await disc(),
  },
  directory,
);

const home = '\x1b[H';
const down = '\x1b[B';
const killToEnd = '\x0b';
const killToBegin = '\x15';

/** Starts baton and waits for its menu. */
async function start(): Promise<Machine> {
  const machine = await startMachine({ ...image, disks: [{ file: disk }], append: `${onSerial} baton.timeout=600` });
  await shows(machine, /First[\s\S]*1 entry on 1 volume[\s\S]*Enter boot/, 'the menu', menuSeconds);
  return machine;
}

async function shows({ serial }: Machine, pattern: RegExp, what: string, seconds = keySeconds): Promise<void> {
  await serial.expectScreen(pattern, { seconds, what });
}

async function booted({ serial }: Machine): Promise<ReturnType<typeof printed>> {
  await serial.expect(/<[^>]*>[A-P]{8}/, { seconds: menuSeconds, what: 'what the kernel prints' });
  return printed(serial.transcript);
}

test('e keeps what was typed when Esc goes back, and E boots that with other initrds, found with Tab', async () => {
  await using machine = await start();
  const { serial } = machine;
  serial.type('e');
  await shows(machine, /Change "First"[\s\S]*cmdline +by=first quiet[\s\S]*Enter boots/, 'the editor');
  assert.not.match(serial.screen, /any key stops this/);
  // Back over the last word, and another one in its place, of which letters are keys of the menu.
  serial.type(`\x17shro${home}x=1 \x1b`);
  await shows(machine, /First[\s\S]*\n Up\/Down choose/, 'the menu after Esc');
  serial.type('E');
  await shows(machine, /kernel +vda:\/boot\/vmlinuz-1[\s\S]*initrd +vda:\/boot\/initrd-1/, 'all that is loaded');
  await shows(machine, /cmdline +x=1 by=first shro/, 'the cmdline as it was left');
  serial.type(`${down}${killToBegin}/dev/vda:/bo\tin\t`);
  await shows(machine, /initrd +\/dev\/vda:\/boot\/initrd-\n[\s\S]*initrd-1 +initrd-two/, 'the files that it may be');
  serial.type('t\t');
  await shows(machine, /initrd +\/dev\/vda:\/boot\/initrd-two\n/, 'the whole name');
  serial.type('\x18');
  const { cmdline, initrdBytes } = await booted(machine);
  assert.is(cmdline.replace(/^BOOT_IMAGE=\S+ /, ''), 'x=1 by=first shro');
  assert.is(initrdBytes, 8192);
});

test('u opens a disc image by its path, and one of its entries boots with the cmdline that was edited', async () => {
  await using machine = await start();
  const { serial } = machine;
  serial.type('u');
  await shows(machine, /Boot from a path or a URL[\s\S]*Enter opens it/, 'the question for a path');
  serial.type('\t');
  await shows(machine, /path +\/dev\/vda:\//, 'the only volume');
  serial.type('none\r');
  await shows(machine, /There is no file \/dev\/vda:\/none\./, 'the reason why not');
  serial.type('\x17(hd0)/de\tbe\tl\t');
  await shows(machine, /path +\(hd0\)\/deep\/below\/live\.iso/, "the image's path");
  serial.type('\r');
  await shows(machine, /- live\.iso\n.*Live system/, 'the entries of the image');
  serial.type('e');
  await shows(machine, /cmdline +by=disc/, 'the cmdline of the live system');
  serial.type(`${home}${killToEnd}edited=1 \x19\r`);
  const { cmdline, initrdBytes } = await booted(machine);
  assert.is(cmdline.replace(/^BOOT_IMAGE=\S+ /, ''), 'edited=1 by=disc');
  assert.is(initrdBytes, 1000);
});

test.run();
