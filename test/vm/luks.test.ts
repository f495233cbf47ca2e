// LUKS: when a passphrase is asked for on the console, and what it opens.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { disksOf, forKey, forMenu, forQuestion, initrdSize, plainDisk, plainInitrd, question, start } from './luks.ts';
import { sentence } from './sentence.ts';

const directory = await temporaryDirectory();
const plain = await plainDisk(directory);
const [luks1] = await disksOf('luks1');
const [luks2] = await disksOf('luks2');

test('where nothing else can be booted it is asked for, and then the countdown runs as it would have', async () => {
  await using machine = await start([luks2!], 'baton.timeout=3');
  const { serial } = machine;
  await serial.expectScreen(question('/dev/vda'), forQuestion);
  serial.type('baton');
  await serial.expectScreen(/Passphrase for .*: \*{5}_/, forKey('five asterisks'));
  serial.type('\r');
  // Nothing is handed on unless that is asked for.
  assert.is(await initrdSize(machine, 'luks2'), plainInitrd);
});

test('a machine with something else to boot boots that without having asked', async () => {
  await using machine = await start([luks2!, plain], 'baton.timeout=20');
  const { serial } = machine;
  await serial.expectScreen(/plain[\s\S]*Unlock \/dev\/vda \(LUKS2\)[\s\S]*\[#+-*\] \d+ s/, forMenu);
  await initrdSize(machine, 'plain');
  assert.not.match(serial.transcript, /Passphrase/);
});

test('chosen in the menu it is asked for; Escape goes back, and one passphrase opens all disks that it fits', async () => {
  await using machine = await start([luks1!, luks2!, plain], 'baton.timeout=600');
  const { serial } = machine;
  await serial.expectScreen(/plain[\s\S]*Unlock \/dev\/vda \(LUKS1\)[\s\S]*Unlock \/dev\/vdb \(LUKS2\)/, forMenu);
  serial.type('\x1b[B\r');
  await serial.expectScreen(question('/dev/vda', 'LUKS1'), forKey('the question'));
  serial.type('half\x1b');
  await serial.expectScreen(/Unlock \/dev\/vda[\s\S]*Enter boot/, forKey('the menu'));
  serial.type('\r');
  await serial.expectScreen(question('/dev/vda', 'LUKS1'), forKey('the question'));
  serial.type('baton');
  await serial.expectScreen(/Passphrase for .*: \*{5}_/, forKey('five asterisks'));
  serial.type('\r');
  await serial.expectScreen(/^(?![\s\S]*(?:Unlock|Passphrase))[\s\S]*luks1\n[\s\S]*luks2\n/, forMenu);
});

test('baton.luks=ask asks before anything else boots, on all consoles, and typing holds the countdown', async () => {
  await using machine = await startMachine({
    ...(await ensureImage()),
    disks: [{ file: luks2! }, { file: plain }],
    append: `console=tty0 ${onSerial} baton.luks=ask baton.timeout=600`,
    graphics: 'vga',
  });
  const { serial } = machine;
  await serial.expectScreen(/\[#+-*\] \d+ s[\s\S]*Passphrase for \/dev\/vda \(LUKS2\): _/, forQuestion);
  for (const key of ['b', 'a']) await machine.sendKey(key);
  const held = /^(?![\s\S]*any key stops this)[\s\S]*Passphrase for .*: \*\*_/;
  await serial.expectScreen(held, forKey('two asterisks for what was typed at the screen, and no countdown'));
  serial.type('ton\r');
  await serial.expectScreen(/luks2\n[\s\S]*\[#+-*\] \d+ s, any key/, forMenu);
});

test('baton.luks=never neither asks nor offers to', async () => {
  await using machine = await start([luks2!], 'baton.luks=never');
  await machine.serial.expectScreen(sentence('/dev/vda (64 MiB): LUKS2, locked.'), forMenu);
  assert.not.match(machine.serial.screen, /Passphrase|Unlock/);
});

test.run();
