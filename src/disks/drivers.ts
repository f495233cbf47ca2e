// Loads the drivers that the hardware asks for.

import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import type { Journal } from '../journal.ts';
import { LinuxError } from '../linux/errno.ts';
import { loadModule } from '../linux/kernel-module.ts';
import type { ModuleIndex } from './module-index.ts';

export class Drivers {
  readonly #index: ModuleIndex;
  readonly #journal: Journal;
  readonly #loads = new Map<string, Promise<void>>();
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(index: ModuleIndex, journal: Journal) {
    this.#index = index;
    this.#journal = journal;
  }

  /** Loads what a device or the kernel asks for by `alias`: `pci:v00001AF4d…`, `fs-ext4`. Never throws; see `load`. */
  loadFor(alias: string): Promise<unknown> {
    let loads = this.#asked.get(alias);
    if (!loads) {
      loads = Promise.all(this.#index.match(alias).map((name) => this.load(name)));
      this.#asked.set(alias, loads);
    }
    return loads;
  }

  /**
   * Loads a module after what it depends on, those in parallel, each once. A module that is built in or not in the
   * image is passed over. Never throws: a driver that fails is a line in the journal.
   */
  load(name: string): Promise<void> {
    const path = this.#index.path(name);
    if (path === undefined) return Promise.resolve();
    let load = this.#loads.get(path);
    if (!load) {
      load = this.#load(name, path);
      this.#loads.set(path, load);
    }
    return load;
  }

  async #load(name: string, path: string): Promise<void> {
    const { hard, soft } = this.#index.needs(name);
    // Two modules that want each other softly would wait for each other for ever.
    const wanted = soft.filter((needed) => !this.#reaches(needed, name));
    await Promise.all([...hard, ...wanted].map((needed) => this.load(needed)));
    let fd: number | undefined;
    try {
      fd = openSync(`${this.#index.directory}/${path}`, 'r');
      await loadModule(fd, '');
      this.#journal.debug(`driver ${name} loaded`);
    } catch (failure) {
      const code = failure instanceof LinuxError ? failure.code : String(failure);
      if (code !== 'EEXIST') this.#journal.warning(`The driver ${name} could not be loaded (${code}).`);
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  #reaches(from: string, target: string, seen = new Set<string>()): boolean {
    if (from === target) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    const { hard, soft } = this.#index.needs(from);
    return [...hard, ...soft].some((needed) => this.#reaches(needed, target, seen));
  }

  /**
   * Asks for the drivers of every device that is there, and of those that appear by that (the disk behind a
   * controller), until there are no new ones. Resolves when all have started.
   */
  async coldplug(): Promise<void> {
    for (let known = -1; known < this.#asked.size; ) {
      known = this.#asked.size;
      await Promise.all(modaliases('/sys/bus').map((alias) => this.loadFor(alias)));
    }
  }
}

/** The modaliases of every device on every bus; a device that goes away meanwhile is passed over. */
function modaliases(buses: string): string[] {
  const found = new Set<string>();
  for (const bus of readdirSync(buses)) {
    for (const device of readdirSync(`${buses}/${bus}/devices`)) {
      try {
        found.add(readFileSync(`${buses}/${bus}/devices/${device}/modalias`, 'utf8').trim());
      } catch {
        // Most devices of some buses have none.
      }
    }
  }
  return [...found];
}
