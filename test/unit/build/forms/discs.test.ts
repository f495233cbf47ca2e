// Sticks and discs, as the tools of others see them.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchPath } from '../../../../build/command.ts';
import { readPe } from '../../../../src/images/pe.ts';
import { failure } from '../../../failure.ts';
import { initramfsBytes, kernelBytes, makeForm } from './made-forms.ts';

const env = { ...process.env, PATH: searchPath };
const tool = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Partition {
  readonly start: number;
  readonly size: number;
  readonly type: string;
}
const esp = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';

function partitions(path: string): Partition[] {
  return JSON.parse(tool('sfdisk', '--json', path)).partitiontable.partitions;
}

/** What mtools sees on the ESP of the image. */
function onEsp(path: string, command: string, ...args: readonly string[]): Buffer {
  const { start } = partitions(path).find(({ type }) => type === esp)!;
  return execFileSync(command, ['-i', `${path}@@${start * 512}`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 23,
  });
}

async function programOn(path: string) {
  const program = onEsp(path, 'mtype', '::/EFI/BOOT/BOOTX64.EFI');
  const pe = await readPe(async (offset, length) => program.subarray(offset, offset + length));
  const section = (name: string) => {
    const { offset, size } = pe!.sections.find((one) => one.name === name)!;
    return program.subarray(offset, offset + size);
  };
  return { kernel: section('.linux'), cmdline: section('.cmdline').toString(), uname: section('.uname').toString() };
}

function firstBytes(path: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, length, 0);
  closeSync(file);
  return bytes;
}

for (const form of ['iso', 'stick'] as const)
  test(`${form}: a firmware finds the program on an ESP, with its kernel and cmdline, beside a baton.toml to edit`, async () => {
    const path = await makeForm(form);
    const program = await programOn(path);
    assert.ok(program.kernel.equals(kernelBytes));
    assert.is(program.cmdline, 'console=ttyS0 quiet');
    assert.is(program.uname, '6.1.0-test');
    assert.match(onEsp(path, 'mtype', '::/baton.toml').toString(), /^# baton's settings[\s\S]*\r\n# timeout = 10\r\n/);
    assert.match(onEsp(path, 'mlabel', '-s', '::').toString(), /BATON/);
  });

test('stick: a boot sector leads to GRUB behind it, and the ESP has what that starts and room for more', async () => {
  const path = await makeForm('stick');
  assert.equal(
    partitions(path).map(({ start, type }) => [start, type]),
    [
      [2048, '21686148-6449-6E6F-744E-656564454649'],
      [4096, esp],
    ],
  );
  assert.is(firstBytes(path, 512).readUInt16LE(510), 0xaa55);
  assert.is(Number(firstBytes(path, 512).readBigUInt64LE(0x5c)), 2048);
  assert.ok(onEsp(path, 'mtype', '::/baton/vmlinuz').equals(kernelBytes));
  assert.ok(onEsp(path, 'mtype', '::/baton/initramfs.img').equals(initramfsBytes));
  const free = /([\d ]+) bytes free/.exec(onEsp(path, 'mdir', '::').toString())![1]!.replaceAll(' ', '');
  assert.ok(Number(free) > 64 * 2 ** 20, free);
});

test('iso: El Torito has an image for a BIOS and the ESP for UEFI; the kernel and the initramfs lie on the disc', async () => {
  const path = await makeForm('iso');
  const report = tool('xorriso', '-indev', path, '-report_el_torito', 'plain', '-find', '/', '-type', 'f');
  assert.match(report, /El Torito boot img : +1 +BIOS +y/);
  assert.match(report, /El Torito boot img : +2 +UEFI +y/);
  assert.match(report, /^'\/baton\/vmlinuz'$/m);
  assert.match(report, /^'\/baton\/initramfs\.img'$/m);
  assert.is(firstBytes(path, 512).readUInt16LE(510), 0xaa55);
});

test('the same inputs give the same bytes, also later', async () => {
  const first = [hash(await makeForm('iso')), hash(await makeForm('stick'))];
  // FAT counts time in steps of two seconds.
  await sleep(2100);
  assert.equal([hash(await makeForm('iso')), hash(await makeForm('stick'))], first);
});

test('a cmdline that GRUB would take for something else is refused', async () => {
  for (const form of ['iso', 'stick'] as const)
    assert.is(
      (await failure(makeForm(form, { cmdline: 'console=ttyS0; halt' }))).message,
      'the cmdline console=ttyS0; halt has characters that mean something else to GRUB: leave them out',
    );
});

test.run();
