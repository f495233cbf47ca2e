// What the boot configurations on the volumes say, read anew when the volumes have changed.

import { readAll } from './dialects/read-all.ts';
import type { Reading } from './entry/reading.ts';
import type { Volume } from './entry/volume.ts';
import type { Journal } from './journal.ts';
import { readKexecRestriction } from './linux/kexec-restriction.ts';
import { runningMachine } from './linux/machine.ts';

/** From how many volumes on reading them all again takes long. */
const many = 8;

/** How long {@link Configurations.rest} takes at most, in milliseconds. */
const longestRest = 1000;

/** How many remarks on one configuration are kept. */
const remarks = 50;

export class Configurations {
  readonly #journal: Pick<Journal, 'debug' | 'span'>;
  #volumes: readonly Volume[] = [];
  #readings: readonly Reading[] = [];
  /** Of files that somebody has named. */
  #added: readonly Reading[] = [];
  #took = 0;
  #changed = false;

  constructor(journal: Pick<Journal, 'debug' | 'span'>) {
    this.#journal = journal;
  }

  /** As they were read last. */
  get readings(): readonly Reading[] {
    const isThere = ({ volume }: Reading) =>
      isServer(volume) || this.#volumes.some(({ identity }) => identity.id === volume);
    return this.#added.length === 0 ? this.#readings : [...this.#readings, ...this.#added.filter(isThere)];
  }

  /** Keeps what was read of a file that is not found by itself, in place of what was read of it before. */
  add(reading: Reading): void {
    const others = this.#added.filter(({ volume, config }) => volume !== reading.volume || config !== reading.config);
    this.#added = [...others, reading];
  }

  /** The readings of these volumes; those of the last time where they are the same. */
  async read(volumes: readonly Volume[]): Promise<readonly Reading[]> {
    // A device without a volume, or a driver that has started, says nothing new.
    const same = volumes.length === this.#volumes.length && volumes.every((one, at) => one === this.#volumes[at]);
    if (same && !this.#changed) return this.readings;
    this.#changed = false;
    const what = `the configurations on ${volumes.length} ${volumes.length === 1 ? 'volume' : 'volumes'} have been read`;
    const start = performance.now();
    const read = await this.#journal.span(what, () => readAll(volumes, runningMachine()));
    const readings = await marked(read, volumes);
    for (const { volume, diagnostics } of readings) {
      for (const { config, line, message } of diagnostics.slice(0, remarks)) {
        this.#journal.debug(`${config}:${line} on ${volume}: ${message}`);
      }
    }
    this.#took = performance.now() - start;
    this.#volumes = volumes;
    this.#readings = readings;
    return this.readings;
  }

  /** Has them read anew the next time, because a file has been changed. */
  forget(): void {
    this.#changed = true;
  }

  /** Lets the disks have as much time as the last reading took, while there are many and more appear. */
  async rest(): Promise<void> {
    const time = this.#volumes.length > many ? Math.min(this.#took, longestRest) : 0;
    if (time > 0) await new Promise<void>((resolve) => setTimeout(resolve, time));
  }
}

/** With what the running kernel, where it is locked down, would refuse. */
async function marked(readings: readonly Reading[], volumes: readonly Volume[]): Promise<readonly Reading[]> {
  if (readKexecRestriction()?.by !== 'lockdown') return readings;
  const { markUnsigned } = await import('./kexec/unsigned.ts');
  return markUnsigned(readings, (id) => volumes.find(({ identity }) => identity.id === id));
}

/** A server is there for as long as nobody asks it. */
function isServer(volume: string): boolean {
  return volume.includes('://');
}
