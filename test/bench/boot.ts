// From power-on to the login prompt, baton beside the floor, on the same disk, in turn: with the same kernel and with one
// of our own, each as it is and with the setting that spares the digest.

import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { progress } from '../../build/progress.ts';
import { copyDisk } from '../../qemu/copy-disk.ts';
import type { Machine } from '../../qemu/machine.ts';
import { ensureImageWith, ensureParts, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { defaultEntry, makeTalkative } from './entry.ts';
import { floorImage } from './floor.ts';
import { type Measured, publish } from './report.ts';

interface Contender {
  readonly name: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly append: string;
  readonly disk: string;
}

/** Seconds from QEMU's start, and MiB that are in use just before the kexec. */
interface Run {
  readonly userspace: number;
  readonly menu: number | undefined;
  readonly kexec: number;
  readonly kernel: number;
  readonly login: number;
  readonly memory: number | undefined;
  /** baton's own stages, in seconds, from its journal. */
  readonly stages: ReadonlyMap<string, number>;
}

const bound = { seconds: 120 };
const usualMemory = 512;
/** What is tried to find the least memory that boots, in MiB, downwards. */
const memories = [256, 240, 224, 208, 192, 176, 160];

async function bootOnce(contender: Contender, memory: number): Promise<Run> {
  const { kernel, initrd, append } = contender;
  await using machine = await startMachine({ kernel, initrd, append, memory, disks: [{ file: contender.disk }] });
  const wait = async (pattern: RegExp, what: string): Promise<number> => {
    const { at, match } = await machine.serial.expect(new RegExp(`${pattern.source}|Kernel panic`), { ...bound, what });
    if (match[0] === 'Kernel panic') throw new Error(`${contender.name} with ${memory} MiB: the kernel panicked`);
    return at;
  };
  await wait(/Linux version/, 'the first kernel');
  const userspace = await wait(/(?:floor|baton) has started/, 'the first line of userspace');
  const menu = contender.name === 'floor' ? undefined : await menuOn(machine);
  const kexec = await wait(/Starting new kernel/, 'the kexec');
  const next = await wait(/Linux version/, "the next kernel's first line");
  const login = await wait(/ login: /, 'the login prompt');
  const text = machine.serial.transcript;
  const used = /memory: (\d+) MiB/.exec(text)?.[1];
  const stages = new Map<string, number>();
  for (const match of text.matchAll(/^\[ *[\d.]+\] (?!driver )(.*) \((\d+) ms\)\r?$/gm))
    stages.set(match[1]!, Number(match[2]) / 1000);
  return { userspace, menu, kexec, kernel: next, login, memory: used === undefined ? undefined : Number(used), stages };
}

async function menuOn(machine: Machine): Promise<number> {
  return (await machine.serial.expectScreen(/Enter boot/, { ...bound, what: 'the menu' })).at;
}

async function leastMemory(contender: Contender): Promise<number> {
  let least = usualMemory;
  for (const memory of memories) {
    try {
      await bootOnce(contender, memory);
    } catch {
      return least;
    }
    least = memory;
  }
  return least;
}

async function sizes(path: string): Promise<{ raw: number; packed: number }> {
  const { size } = await stat(path);
  const mebi = 2 ** 20;
  return { raw: size / mebi, packed: zstdCompressSync(await readFile(path)).length / mebi };
}

const defined = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);

export async function bootBenchmark(runs: number): Promise<void> {
  const { kernel, initrd, disk: original } = await ensureParts();
  using directory = await temporaryDirectory('large');
  const disk = await copyDisk(original, directory);
  await makeTalkative(disk);
  const floorInitrd = join(directory.path, 'floor.img');
  await writeFile(floorInitrd, await floorImage(await defaultEntry(disk)));
  const append = `${onSerial} baton.timeout=0 baton.verbose`;
  const own = await ensureImageWith('firmware');
  const floor: Contender = { name: 'floor', kernel, initrd: floorInitrd, disk, append: onSerial };
  const baton: Contender = { name: 'baton', kernel, initrd, disk, append };
  const quick = { ...baton, name: 'with baton.quick', append: `${append} baton.quick` };
  const ownKernel = { ...baton, ...own, name: 'on a kernel of our own' };
  const ownQuick = { ...quick, ...own, name: 'on a kernel of our own, with baton.quick' };

  const contenders = [floor, baton, quick, ownKernel, ownQuick];
  const results = new Map(contenders.map((contender) => [contender, [] as Run[]]));
  const shown = progress('Booting', runs * contenders.length, 'count');
  let done = 0;
  for (let run = 0; run < runs; run++) {
    for (const contender of contenders) {
      results.get(contender)!.push(await bootOnce(contender, usualMemory));
      shown.update(++done);
    }
  }
  shown.end();

  type Pick = (run: Run) => number | undefined;
  const compare = (what: string, unit: string, pick: Pick, which = baton): Measured => {
    const peerValues = defined(results.get(floor)!.map(pick));
    const own = defined(results.get(which)!.map(pick));
    return peerValues.length > 0 ? { what, unit, own, peer: 'floor', peerValues } : { what, unit, own };
  };
  const size = await sizes(initrd);
  const floorSize = await sizes(floorInitrd);
  const against = (what: string, unit: string, one: number, other: number): Measured => {
    return { what, unit, own: [one], peer: 'floor', peerValues: [other] };
  };
  const stages = [...(results.get(baton)![0]?.stages.keys() ?? [])];
  const path = await publish('boot', runs, [
    compare('first line of userspace', 's', (run) => run.userspace),
    compare('menu on the screen', 's', (run) => run.menu),
    compare('kexec', 's', (run) => run.kexec),
    compare("next kernel's first line", 's', (run) => run.kernel),
    compare('login prompt', 's', (run) => run.login),
    ...[quick, ownKernel, ownQuick].flatMap((which) => [
      compare(`first line of userspace, ${which.name}`, 's', (run) => run.userspace, which),
      compare(`kexec, ${which.name}`, 's', (run) => run.kexec, which),
      compare(`next kernel's first line, ${which.name}`, 's', (run) => run.kernel, which),
      compare(`login prompt, ${which.name}`, 's', (run) => run.login, which),
    ]),
    ...stages.map((stage) => compare(`  ${stage}`, 's', (run) => run.stages.get(stage))),
    compare('memory in use before the kexec', 'MiB', (run) => run.memory),
    against('initramfs', 'MiB', size.raw, floorSize.raw),
    against('initramfs, zstd', 'MiB', size.packed, floorSize.packed),
    against('least memory that boots', 'MiB', await leastMemory(baton), await leastMemory(floor)),
  ]);
  console.log(path);
}
