// Into another program or kernel and back, with a kernel that has CONFIG_KEXEC_JUMP.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImageWith, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, keySeconds } from './seconds.ts';

const image = await ensureImageWith('jump');
const directory = await temporaryDirectory('large');
test.after(directory.remove);

/** The program as an ELF executable that lies at 32 MiB. */
async function program(): Promise<Buffer> {
  await ensureTools(['as', 'ld']);
  const [object, binary] = [join(directory.path, 'program.o'), join(directory.path, 'program')];
  await run('as', ['--64', join(import.meta.dirname, 'returning-program.s'), '-o', object], { timeout: 30_000 });
  await run('ld', ['-N', '-Ttext=0x2000000', object, '-o', binary], { timeout: 30_000 });
  return readFileSync(binary);
}

const disk = await smallDisk(
  {
    '/program': await program(),
    '/vmlinuz': readFileSync(image.kernel),
    '/initramfs.img': readFileSync(image.initrd),
    '/boot/grub/grub.cfg': 'menuentry "The test disk" { linux /vmlinuz; }',
  },
  directory,
  128,
);
const start = (): Promise<Machine> =>
  startMachine({
    ...image,
    memory: 1024,
    disks: [{ file: disk }],
    append: `${onSerial} baton.timeout=-1 marker=first`,
  });

/** Opens the rescue shell of the baton whose menu comes up, in the directory that has the disk's files. */
async function rescueShell({ serial }: Machine): Promise<Shell> {
  await serial.expectScreen(/The test disk/, { seconds: bootSeconds, what: 'the menu' });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  const shell = new Shell(serial);
  await shell.run('cd /run/baton/vda && dmesg -n 1');
  return shell;
}

/** What shows that a system goes on: its processors, its disk, and its own cmdline. */
const signsOfLife = 'nproc && echo 3 > /proc/sys/vm/drop_caches && md5sum vmlinuz && grep -o "marker=.*" /proc/cmdline';

test('a program is jumped into and returns, twice, and the system goes on with its processors and its disk', async () => {
  await using machine = await start();
  const shell = await rescueShell(machine);
  const before = await shell.run(signsOfLife);
  assert.match(before, /^2\n/);
  assert.match(await shell.run('baton doctor 2>&1 || true'), /can jump into another one and back/);
  await shell.run('kexec --load-preserve-context -l program --mem-max=0x3ffffff');
  assert.match(await shell.run('kexec -e'), /called for time 1/);
  assert.is(await shell.run(signsOfLife), before);
  assert.match(await shell.run('kexec -e'), /called for time 2/);
  assert.is(await shell.run(signsOfLife), before);
  await shell.run('kexec -S -l && exit 1; kexec -u && kexec -S -l');
});

test('what is to be jumped into may use no more than half of the memory, and is entered in 64-bit mode', async () => {
  await using machine = await start();
  const shell = await rescueShell(machine);
  const refused = async (command: string): Promise<string> =>
    (await shell.run(`kexec --load-preserve-context -l ${command} 2>&1; test $? = 255`)).replace(/\s+/g, ' ');
  assert.match(await refused('program --mem-max=0x3fffffff'), /could use \d+ MiB, .* Name a lower --mem-max/);
  assert.match(
    await refused('--entry-32bit vmlinuz --mem-max=0x7ffffff'),
    /entered in 32-bit mode, from which nothing/,
  );
});

test('another Linux with another baton is jumped into, and finds on its cmdline where the first one is entered', async () => {
  await using machine = await start();
  const { serial } = machine;
  const first = await rescueShell(machine);
  const cmdline = `${onSerial} baton.timeout=-1 marker=second`;
  await first.run(
    `kexec --load-preserve-context -l vmlinuz --initrd=initramfs.img --append='${cmdline}' --mem-max=0x17ffffff`,
    bootSeconds,
  );
  serial.type('kexec -e\r');
  await serial.expect(/baton has started/, { seconds: bootSeconds, what: 'the second baton' });
  const second = await rescueShell(machine);
  const ofSecond = await second.run(signsOfLife);
  assert.match(ofSecond, /^2\n.*\nmarker=second kexec_jump_back_entry=0x[0-9a-f]{16}\n$/);
  assert.is.not(ofSecond.split('\n')[1], '');
  await second.run('kexec --load-jump-back-helper && kexec -S -l; test $? = 1');
});

test.run();
