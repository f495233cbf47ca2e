// Every form: how large it is, how long it takes from QEMU's start to the menu, and how little memory it boots in.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { progress } from '../../build/progress.ts';
import { ensureTools } from '../../build/tools.ts';
import { type MachineOptions, uefiFirmware } from '../../qemu/arguments.ts';
import { espDisk } from '../../qemu/esp-disk.ts';
import { ensureImage, ensureImageWith, onSerial } from '../../qemu/parts.ts';
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
const memories = [160, 192, 224, 256, 320, 384, 448, 512, 768];
const bound = { seconds: 240, what: 'the menu' };

async function startsIn(directory: Temporary): Promise<Start[]> {
  const { kernel, initrd } = await ensureImage();
  const efi = await makeForm('efi', directory);
  const esp = await espDisk({ '/EFI/BOOT/BOOTX64.EFI': await readFile(efi) }, directory, 192);
  const [iso, stick, wire] = [
    await makeForm('iso', directory),
    await makeForm('stick', directory),
    await makeForm('wire', directory),
  ];
  const image = await ensureImageWith('firmware');
  const payload = await makeForm('payload', directory, { kernel: 'firmware', profile: 'minimal' }, image);
  return [
    { name: 'vmlinuz and initramfs.img', paths: [kernel, initrd], machine: { kernel, initrd, append: onSerial } },
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

/** Seconds from QEMU's start to the menu. Throws where it does not come. */
async function menuAfter(options: MachineOptions, memory: number): Promise<number> {
  await using machine = await startMachine({ ...options, memory });
  const panic = machine.serial.expect(/Kernel panic|out of memory/i, bound).then(({ match }) => {
    throw new Error(match[0]);
  });
  return (await Promise.race([machine.serial.expectScreen(/Enter boot/, bound), panic])).at;
}

/** Between what is too little and what is enough, the middle is tried. */
async function leastMemory(options: MachineOptions): Promise<number> {
  let [tooLittle, enough] = [-1, memories.length];
  while (enough - tooLittle > 1) {
    const middle = (tooLittle + enough) >> 1;
    const boots = await menuAfter(options, memories[middle]!).then(
      () => true,
      () => false,
    );
    if (boots) enough = middle;
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
  const measured: Measured[] = [];
  const shown = progress('Booting', starts.length * runs, 'count');
  for (const [index, { name, paths, machine }] of starts.entries()) {
    const own: number[] = [];
    for (let run = 0; run < runs; run++) {
      own.push(await menuAfter(machine, usualMemory));
      shown.update(index * runs + run + 1);
    }
    measured.push(
      { what: `${name}: menu on the screen`, unit: 's', own },
      { what: `${name}: size`, unit: 'MiB', own: [await mebibytesOf(paths)] },
      { what: `${name}: least memory that boots`, unit: 'MiB', own: [await leastMemory(machine)] },
    );
  }
  shown.end();
  console.log(await publish('forms', runs, measured));
}
