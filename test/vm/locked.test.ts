// A menu with passwords: GRUB's own, and that of the settings.

import { writeFileSync } from 'node:fs';
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
import { type Temporary, temporaryDirectory } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

await ensureTools(['grub-mkpasswd-pbkdf2', 'mkfs.vfat', 'mcopy']);
const image = await ensureImage();
const kernel = await printingKernel('long-mode');

const entry = (title: string, options = '') =>
  `menuentry '${title}' ${options} { linux /vmlinuz by=${title}; initrd /initrd; }\n`;

async function diskWith(config: string, directory: Temporary): Promise<string> {
  return smallDisk({ '/boot/grub/grub.cfg': config, '/vmlinuz': kernel, '/initrd': 'one'.padEnd(4096) }, directory);
}

async function start(disks: readonly string[], append: string): Promise<Machine> {
  return startMachine({ ...image, disks: disks.map((file) => ({ file })), append: `${onSerial} ${append}` });
}

async function shows({ serial }: Machine, pattern: RegExp, what: string, seconds = keySeconds): Promise<void> {
  await serial.expectScreen(pattern, { seconds, what });
}

async function booted({ serial }: Machine): Promise<string> {
  await serial.expect(/<[^>]*>[A-P]{8}/, { seconds: menuSeconds, what: 'what the kernel prints' });
  return printed(serial.transcript).cmdline.replace(/^BOOT_IMAGE=\S+ /, '');
}

test('a grub.cfg with superusers: the free default boots by itself', async () => {
  await using directory = await temporaryDirectory();
  const config = `superusers=root\npassword root secret\n${entry('free', '--unrestricted')}${entry('closed')}`;
  await using machine = await start([await diskWith(config, directory)], 'baton.timeout=0');
  assert.is(await booted(machine), 'by=free');
});

test('a restricted entry and the editor take the password of grub-mkpasswd-pbkdf2; a wrong one costs time', async () => {
  await using directory = await temporaryDirectory();
  const script = 'printf "s3cret\\ns3cret\\n" | grub-mkpasswd-pbkdf2 -c 2000';
  const [hash] = /grub\.pbkdf2\S+/.exec(await run('sh', ['-c', script], { timeout: 60_000 })) ?? [];
  const config = `superusers=root\npassword_pbkdf2 root ${hash}\n${entry('free', '--unrestricted')}${entry('closed')}`;
  await using machine = await start([await diskWith(config, directory)], 'baton.timeout=600');
  const { serial } = machine;
  await shows(machine, /free[\s\S]*closed[\s\S]*2 entries[\s\S]*\d+ s, any key/, 'the menu', menuSeconds);
  serial.type('s');
  await shows(machine, /Password for what is locked here \(root\): _/, 'the question for the password');
  serial.type('\x1b');
  await shows(machine, /what is locked here stays locked/, 'the menu after Esc');
  serial.type('\x1b[B\r');
  await shows(machine, /Password for "closed" \(root\): _/, 'the question for the password');
  serial.type('wrong\r');
  await shows(machine, /That is not the password\.[\s\S]*Password for "closed" \(root\): _/, 'the second question');
  serial.type('s3cret');
  await shows(machine, /Password for "closed" \(root\): \*{6}_/, 'six asterisks');
  serial.type('\r');
  assert.is(await booted(machine), 'by=closed');
  assert.not.match(serial.transcript, /s3cret/);
});

test('with a password of the settings nothing but the default boots without it, and it opens the editor', async () => {
  await using directory = await temporaryDirectory();
  const hash = await run(process.execPath, ['-e', makeHash], { timeout: 60_000 });
  const [toml, stick] = [join(directory.path, 'baton.toml'), join(directory.path, 'stick.img')];
  writeFileSync(toml, `password = "${hash.trim()}"\n`);
  await run('mkfs.vfat', ['-n', 'BATON', '-C', stick, '16384'], { timeout: 60_000 });
  await run('mcopy', ['-i', stick, toml, '::'], { timeout: 60_000 });
  const disk = await diskWith(entry('first') + entry('second'), directory);
  await using machine = await start([disk, stick], 'baton.timeout=600');
  const { serial } = machine;
  await shows(machine, /first[\s\S]*second[\s\S]*2 entries on 2 volumes/, 'the menu', menuSeconds);
  serial.type('\x1b[B\r');
  await shows(machine, /Password for "second": _/, 'the question for the password');
  serial.type('\x1b');
  await shows(machine, /"second" stays locked/, 'the menu after Esc');
  serial.type('e');
  await shows(machine, /Password for what is locked here: _/, 'the question for the password');
  serial.type('master\r');
  await shows(machine, /Change "second"[\s\S]*cmdline +by=second/, 'the editor');
  serial.type(' edited\r');
  assert.is(await booted(machine), 'by=second edited');
});

/** As anybody can make the hash with Node alone. */
const makeHash = `
const { randomBytes, scryptSync } = require('node:crypto');
const base64 = (bytes) => bytes.toString('base64').replace(/=+$/, '');
const salt = randomBytes(16);
const hash = scryptSync('master', salt, 32, { N: 4096, r: 8, p: 1 });
console.log('$scrypt$ln=12,r=8,p=1$' + base64(salt) + '$' + base64(hash));
`;

test.run();
