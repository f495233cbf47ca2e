// Every form: how large it is, how long it takes from QEMU's start to the menu, and in how little memory a Debian comes
// up by it.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { progress } from '../../build/progress.ts';
import { ensureTools } from '../../build/tools.ts';
import { type MachineOptions, uefiFirmware } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImage, ensureImageWith, ensureParts, onSerial } from '../../qemu/parts.ts';
import { loginPrompt } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { type Temporary, temporaryDirectory } from '../../qemu/temporary.ts';
import { makeForm } from '../vm/forms.ts';
import { type Measured, publish } from './report.ts';

interface Start {
  readonly name: string;
  /** Whose bytes are counted: files, or a directory of them. */
  readonly paths: readonly string[];
  readonly machine: MachineOptions;
}

const usualMemory = 1024;
/** Of what is tried to find the least memory that boots, in MiB. */
const memories = [176, 192, 208, 224, 256, 320, 384, 448, 512, 768];
/** Where there is too little, it is told, as a rule: for what hangs nobody waits longer. */
const seconds = 180;

async function startsIn(directory: Temporary): Promise<Start[]> {
  const { kernel, initrd } = await ensureImage();
  const efi = await makeForm('efi', directory);
  const esp = await espDisk({ '/EFI/BOOT/BOOTX64.EFI': await readFile(efi) }, directory, 192);
  const [iso, stick, wire] = [
    await makeForm('iso', directory),
    await makeForm('stick', directory),
    await makeForm('wire', directory),
  ];
  const own = { kernel: 'firmware', profile: 'minimal' } as const;
  const least = await ensureImageWith(own.kernel, own.profile);
  const payload = await makeForm('payload', directory, own, least);
  return [
    { name: 'vmlinuz and initramfs.img', paths: [kernel, initrd], machine: { kernel, initrd, append: onSerial } },
    {
      name: 'the same, kernel firmware, minimal',
      paths: [least.kernel, least.initrd],
      machine: { ...least, append: onSerial },
    },
    { name: 'baton.efi', paths: [efi], machine: { firmware: 'uefi', disks: [{ file: esp }] } },
    { name: 'baton.iso as a stick', paths: [iso], machine: { disks: [{ file: iso }] } },
    { name: 'baton.img', paths: [stick], machine: { disks: [{ file: stick }] } },
    {
      name: 'wire, by PXELINUX',
      paths: [wire],
      machine: { networks: [`user,tftp=${wire},bootfile=pxelinux.0`], networkBoot: true },
    },
    { name: 'payload', paths: [payload], machine: { kernel: payload, append: onSerial } },
  ];
}

/** Starts it with Debian's disk behind its own, and waits for the menu. */
async function toMenu(
  options: MachineOptions,
  disk: string,
  memory: number,
): Promise<{ machine: Machine; at: number }> {
  const machine = await startMachine({ ...options, disks: [...(options.disks ?? []), { file: disk }], memory });
  try {
    const menu = machine.serial.expectScreen(/Debian GNU\/Linux[\s\S]*Enter boot/, { seconds, what: 'the menu' });
    return { machine, at: (await unlessStuck(machine, menu)).at };
  } catch (error) {
    await machine.kill();
    throw error;
  }
}

/** What `awaited` gives. Throws as soon as there turns out to be too little memory for it. */
function unlessStuck<Seen>({ serial }: Machine, awaited: Promise<Seen>): Promise<Seen> {
  const stuck = /Kernel panic|[Oo]ut of memory|Initramfs unpacking failed|MiB are left|no loader found/;
  const failed = serial.expect(stuck, { seconds, what: 'a failure' }).then(({ match }) => {
    throw new Error(match[0]);
  });
  return Promise.race([awaited, failed]);
}

async function bootsDebian(options: MachineOptions, disk: string, memory: number): Promise<boolean> {
  try {
    await using machine = (await toMenu(options, disk, memory)).machine;
    machine.serial.type('\r');
    await unlessStuck(machine, machine.serial.expect(loginPrompt, { seconds, what: "Debian's login prompt" }));
    return true;
  } catch {
    return false;
  }
}

/** In MiB. Between what is too little and what is enough, the middle is tried. */
async function leastMemory(options: MachineOptions, disk: string): Promise<number> {
  let [tooLittle, enough] = [-1, memories.length];
  while (enough - tooLittle > 1) {
    const middle = (tooLittle + enough) >> 1;
    if (await bootsDebian(options, disk, memories[middle]!)) enough = middle;
    else tooLittle = middle;
  }
  return memories[enough] ?? usualMemory;
}

async function mebibytesOf(paths: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    const facts = await stat(path);
    bytes += facts.size;
    if (!facts.isDirectory()) continue;
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes / 2 ** 20;
}

export async function formsBenchmark(runs: number): Promise<void> {
  await ensureTools([uefiFirmware, '/usr/lib/ipxe/qemu/efi-virtio.rom']);
  using directory = await temporaryDirectory('large');
  const starts = await startsIn(directory);
  const { disk } = await ensureParts();
  const measured: Measured[] = [];
  const shown = progress('Booting', starts.length * runs, 'count');
  for (const [index, { name, paths, machine }] of starts.entries()) {
    const own: number[] = [];
    for (let run = 0; run < runs; run++) {
      const { machine: started, at } = await toMenu(machine, disk, usualMemory);
      await started.kill();
      own.push(at);
      shown.update(index * runs + run + 1);
    }
    measured.push(
      { what: `${name}: menu on the screen`, unit: 's', own },
      { what: `${name}: size`, unit: 'MiB', own: [await mebibytesOf(paths)] },
      { what: `${name}: least memory for Debian`, unit: 'MiB', own: [await leastMemory(machine, disk)] },
    );
  }
  shown.end();
  console.log(await publish('forms', runs, measured));
}
