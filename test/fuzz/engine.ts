// Mutated configurations: whatever the bytes, Readings come back, in time and within memory.

import type { Dialect, Machine } from '../../src/dialects/dialect.ts';
import type { Reading } from '../../src/entry/reading.ts';
import type { Volume } from '../../src/entry/volume.ts';
import { MemoryVolume } from '../unit/memory-volume.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import { type FileSet, seedsOf } from './seeds.ts';
import { watchdog } from './watchdog.ts';

/** Of processor time, in milliseconds. */
const maxTime = 1_000;
/** Bytes that one input may add to what this process has ever used. */
const maxMemory = 64 * 2 ** 20;
/** Inputs that load and compile the parser, which takes memory for good. */
const warmUp = 100;

const machines: readonly Machine[] = [
  { firmware: 'pc', cpu: 'x86_64' },
  { firmware: 'efi', cpu: 'x86_64' },
  { firmware: 'efi', cpu: 'x86_64', hardware: { smbios: (field) => field, cpuFlags: () => ['lm'] } },
];

/** A network on which every server has the files of the one that the configuration came from. */
const networkOf = (volume: Volume): Machine['network'] => ({
  ...{ mac: '52:54:00:12:34:56', ip: '10.0.2.15', netmask: '255.255.255.0', gateway: '10.0.2.2', hostname: 'host' },
  ...{ bootServer: '10.0.2.2', bootFile: 'boot', volume: () => volume },
});

export interface Result {
  /** Milliseconds of processor time that the slowest input took. */
  readonly slowest: number;
  /** Entries that were found in all inputs together. */
  readonly entries: number;
}

/**
 * Gives a dialect `count` inputs, each derived from the seed and its number alone. Throws an error with the number, and
 * the files, of the first one that the dialect throws at, takes too long or too much memory for, or answers wrongly.
 * @param only just this input
 */
export async function fuzz(dialect: Dialect, seed: number, count: number, only?: number): Promise<Result> {
  const { volumes, pieces } = await seedsOf(dialect.name);
  const sets = await volumes();
  const guard = watchdog(`${dialect.name}, seed ${seed}`);
  let slowest = 0;
  let entries = 0;
  try {
    for (let input = only ?? 0; input < (only === undefined ? count : only + 1); input += 1) {
      guard.begin(input);
      const random = new Random(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(input + 1, 0x85ebca6b));
      const machine = random.of(machines);
      const files = mutateFiles(random.of(sets), pieces, random);
      const before = process.cpuUsage();
      const memory = peak();
      try {
        const readings = await readVolume(dialect, files, machine);
        const { user, system } = process.cpuUsage(before);
        const time = (user + system) / 1_000;
        if (time > maxTime) throw new Error(`it took ${Math.round(time)} ms`);
        if (input >= warmUp && peak() - memory > maxMemory)
          throw new Error(`it took ${Math.round((peak() - memory) / 2 ** 20)} MiB`);
        for (const reading of readings) check(reading);
        slowest = Math.max(slowest, time);
        entries += readings.reduce((sum, reading) => sum + reading.entries.length, 0);
      } catch (error) {
        const shown = JSON.stringify(files).slice(0, 20_000);
        throw new Error(`${dialect.name}, seed ${seed}, input ${input}: ${error}\n${shown}`, { cause: error });
      }
    }
  } finally {
    await guard.stop();
  }
  return { slowest, entries };
}

async function readVolume(dialect: Dialect, files: Readonly<Record<string, string>>, machine: Machine) {
  const contents = Object.entries(files).map(([path, text]) => [path, Buffer.from(text, 'latin1')]);
  const identity = { device: '/dev/vda1', uuid: '1111-AAAA', label: 'seed', type: 'vfat' };
  const volume = new MemoryVolume(identity, Object.fromEntries(contents));
  const readings: Reading[] = [];
  const network = machine.hardware ? networkOf(volume) : undefined;
  for (const path of await dialect.find(volume)) {
    const reading = await dialect.read(path, volume, [volume], network ? { ...machine, network } : machine);
    if (reading) readings.push(reading);
  }
  return readings;
}

/** Most often one file is changed, since two broken ones hide each other's faults. One byte per code unit. */
function mutateFiles(set: FileSet, pieces: readonly string[], random: Random): Record<string, string> {
  const paths = Object.keys(set);
  const chosen = new Set(random.below(4) === 0 ? paths : [random.of(paths)]);
  return Object.fromEntries(
    paths.map((path) => {
      const text = Buffer.from(set[path]!).toString('latin1');
      return [path, chosen.has(path) ? mutate(text, pieces, random) : text];
    }),
  );
}

function check({ entries }: Reading): void {
  if (entries.filter((entry) => entry.default).length > 1) throw new Error('there is more than one default');
  if (new Set(entries.map(({ id }) => id)).size < entries.length) throw new Error('two entries have one id');
}

/** The most memory that this process has had so far, in bytes. */
function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}
