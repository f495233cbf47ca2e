// Kernels loaded by kexec_load from the rescue shell reach their userspace.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureTools } from '../../build/tools.ts';
import { uefiFirmware } from '../../qemu/arguments.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { writeCpio } from '../../src/images/cpio.ts';
import { kexecTools } from '../kexec-tools.ts';
import { vmlinux } from '../vmlinux.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { type Told, tinyInitrd, tinySystemIsUp, told } from './tiny-system.ts';

const image = await ensureImage();
const kernel = readFileSync(image.kernel);

/** A second initrd, whose size is no multiple of four bytes, so that what follows it has to be padded. */
const more = gzipSync(writeCpio([{ path: 'more', mode: 0o644, content: { kind: 'file', data: Buffer.from('more') } }]));
const first = more.length % 4 === 0 ? Buffer.concat([more, Buffer.alloc(1)]) : more;
const tiny = await tinyInitrd();
/** Both as kexec-tools takes them: as one file. */
const joined = Buffer.concat([first, Buffer.alloc(-first.length & 3), tiny]);

const tools = await kexecTools();
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const disk = await smallDisk(
  {
    '/vmlinuz': kernel,
    '/vmlinux': await vmlinux(kernel),
    '/tiny.img': tiny,
    '/first.img': first,
    '/joined.img': joined,
    '/none.img': new Uint8Array(512),
    '/tools/kexec': readFileSync(tools.program),
    ...Object.fromEntries(tools.libraries.map((path) => [`/tools/${basename(path)}`, readFileSync(path)])),
    // The menu shows its entry when the disk is mounted.
    '/boot/grub/grub.cfg': 'menuentry "The test disk" { linux /vmlinuz; }',
  },
  directory,
  128,
);
const cmdline = 'console=ttyS0 no_timer_check marker=42';

/** Boots baton's image and opens its rescue shell, in the directory that has the disk's files. */
async function rescueShell(machine: Machine): Promise<Shell> {
  const { serial } = machine;
  await serial.expectScreen(/The test disk/, { seconds: menuSeconds, what: 'the menu' });
  serial.type('s');
  await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the prompt of the rescue shell' });
  const shell = new Shell(serial);
  await shell.run('cd /run/baton/vda');
  return shell;
}

const start = (firmware: 'bios' | 'uefi' = 'bios') =>
  startMachine({ ...image, disks: [{ file: disk }], append: `${onSerial} baton.timeout=-1`, firmware });
const up = { seconds: bootSeconds, what: 'the tiny system' };

/** Debian's kexec. What lies on a disk is not executed where it lies. */
const realKexec = 'cp -r tools /run && chmod -R 755 /run/tools && LD_LIBRARY_PATH=/run/tools /run/tools/kexec';

/** How the same is loaded: by the kernel's own loader and by ours, each asked for by baton and by kexec-tools. */
const loads = {
  'kexec -s': '--initrd=first.img --initrd=tiny.img',
  'kexec -c --console-serial': '--initrd=first.img --initrd=tiny.img',
  [`${realKexec} -s`]: '--initrd=joined.img',
  [`${realKexec} -c`]: '--initrd=joined.img',
};

test('the next kernel finds the cmdline, the initrds and the memory map that it finds after kexec-tools loads it', async () => {
  const found: Told[] = [];
  for (const [load, initrds] of Object.entries(loads)) {
    await using machine = await start();
    const shell = await rescueShell(machine);
    await shell.run(`${load} -l vmlinuz ${initrds} --command-line='${cmdline}'`);
    machine.serial.type('kexec -e\r');
    if (load.includes('serial'))
      await machine.serial.expect(/I'm in purgatory/, { seconds: keySeconds, what: 'the purgatory' });
    await machine.serial.expect(tinySystemIsUp, up);
    found.push(told(machine.serial.transcript));
  }
  const [byKernel, ours, byKernelForTools, byTools] = found as [Told, Told, Told, Told];
  assert.is(byTools.cmdline, cmdline);
  assert.match(byTools.initrd, /^[0-9a-f]{64}$/);
  assert.ok(byTools.e820.length > 3);
  assert.equal(byKernel, byKernelForTools);
  assert.equal(ours, byKernel);
  // kexec-tools leaves the interrupt table out of the first range.
  assert.equal({ ...ours, e820: ours.e820.slice(1) }, { ...byTools, e820: byTools.e820.slice(1) });
});

test('on UEFI the next kernel gets what the kernel itself hands over, runtime services and all', async () => {
  await ensureTools([uefiFirmware]);
  const found: Told[] = [];
  for (const load of ['kexec -s', 'kexec -c']) {
    await using machine = await start('uefi');
    const shell = await rescueShell(machine);
    await shell.run(`${load} -l vmlinuz --initrd=tiny.img --command-line='${cmdline}'`);
    machine.serial.type('kexec -e\r');
    await machine.serial.expect(tinySystemIsUp, up);
    found.push(told(machine.serial.transcript));
  }
  assert.ok(found[0]!.uefi! > 1);
  assert.equal(found[1], found[0]);
});

test('an ELF vmlinux starts', async () => {
  await using machine = await start();
  const shell = await rescueShell(machine);
  assert.match(
    await shell.run(`kexec -d -l vmlinux --initrd=tiny.img --initrd=none.img --command-line='${cmdline}' 2>&1`),
    /the initrds take [1-9]\d{6} bytes of memory[\s\S]*elf, entered in 64-bit mode at 0x1000000/,
  );
  machine.serial.type('kexec -e\r');
  await machine.serial.expect(tinySystemIsUp, up);
  assert.is(told(machine.serial.transcript).cmdline, cmdline);
});

test('a kernel can be entered in 32-bit mode', async () => {
  await using machine = await start();
  const shell = await rescueShell(machine);
  await shell.run(`kexec -l --entry-32bit vmlinuz --initrd=tiny.img --command-line='${cmdline}'`);
  machine.serial.type('kexec -e\r');
  await machine.serial.expect(tinySystemIsUp, up);
});

test('status, unloading, and every refusal is a sentence and an exit status', async () => {
  await using machine = await start();
  const shell = await rescueShell(machine);
  const refused = async (command: string, status: number): Promise<string> =>
    (await shell.run(`kexec ${command} 2>&1; test $? = ${status}`)).replace(/\s+/g, ' ');

  for (const call of ['-c', '-s', '-a']) {
    await shell.run('kexec -S -l');
    await shell.run(`kexec ${call} -l vmlinuz --initrd=tiny.img`);
    await refused('-S -l', 1);
    await shell.run(`kexec ${call} -u`);
  }
  await shell.run('kexec -S -l && kexec -S');
  assert.match(await refused('-e', 1), /Nothing has been loaded! Load a kernel first/);
  assert.match(await refused('-p vmlinuz', 1), /No memory is reserved for a crash kernel.*crashkernel=256M/);
  assert.match(
    await refused('-s -l tiny.img', 255),
    /refused tiny\.img: it is not a kernel that this machine .*ENOEXEC/,
  );
  assert.match(await refused('-c -l tiny.img', 255), /tiny\.img is no kernel that kexec_load can start/);
  assert.match(await refused('-s -l vmlinux', 255), /refused vmlinux: .*ENOEXEC/);
  assert.match(
    await refused('--load-preserve-context -l vmlinux --mem-max=0x7ffffff', 255),
    /cannot be returned to: it was built without CONFIG_KEXEC_JUMP/,
  );
  await shell.run('head -c 5000000 vmlinuz > /run/cut; long=$(printf %3000s | tr " " x)');
  for (const call of ['-c', '-s']) {
    assert.match(await refused(`${call} -l /run/cut`, 255), /\/run\/cut is cut off: it has 5000000 bytes/);
    assert.match(await refused(`${call} -l vmlinuz --append=$long`, 255), /has 3000 bytes.*takes at most 2047/);
  }
  assert.match(await refused('-c -l vmlinux --mem-max=0x2000000', 255), /has to lie at address 0x1000000/);
  assert.match(await refused('-c -l vmlinuz --mem-max=0x2000000', 255), /There is no room in memory for the kernel/);
  await shell.run('echo 1 > /proc/sys/kernel/kexec_load_disabled');
  for (const call of ['-c', '-s'])
    assert.match(await refused(`${call} -l vmlinuz`, 255), /kexec_load_disabled is set.*Restart the machine \(EPERM\)/);
});

test.run();
