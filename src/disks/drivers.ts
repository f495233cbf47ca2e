// Loads the drivers that the hardware asks for.

import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { type Journal, now } from '../journal.ts';
import { LinuxError } from '../linux/errno.ts';
import { loadModule } from '../linux/kernel-module.ts';
import type { Modprobe, Wanted } from './modprobe.ts';

export class Drivers {
  readonly #modprobe: Modprobe;
  readonly #journal: Journal;
  readonly #loads = new Map<string, Promise<void>>();
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(modprobe: Modprobe, journal: Journal) {
    this.#modprobe = modprobe;
    this.#journal = journal;
    for (const remark of modprobe.remarks) journal.warning(remark);
  }

  /**
   * Loads what a device or the kernel asks for by `alias`: `pci:v00001AF4d…`, `fs-ext4`; or a module by its name.
   * Resolves when it has started, with all that it depends on. Never throws: a driver that fails is a line in the
   * journal. What is built in or not in the image is passed over.
   */
  loadFor(alias: string): Promise<unknown> {
    let loads = this.#asked.get(alias);
    if (!loads) {
      const wanted = this.#modprobe.find(alias).filter((each) => !this.#isBlacklisted(each));
      loads = Promise.all(wanted.map((each) => this.#once(each)));
      this.#asked.set(alias, loads);
    }
    return loads;
  }

  /** As `loadFor`, for a module by its name. */
  async load(name: string): Promise<void> {
    await this.loadFor(name);
  }

  #isBlacklisted(wanted: Wanted): boolean {
    const blacklisted = this.#modprobe.isBlacklisted(wanted);
    if (blacklisted) this.#journal.info(`The driver ${wanted.name} is not loaded for a device: it is blacklisted.`);
    return blacklisted;
  }

  /** Loads a module after what it depends on, those in parallel, each once. */
  #once(wanted: Wanted): Promise<void> {
    const { name } = wanted;
    let load = this.#loads.get(name);
    if (!load) {
      load = this.#load(wanted);
      this.#loads.set(name, load);
    }
    return load;
  }

  async #load(wanted: Wanted): Promise<void> {
    const { name } = wanted;
    const refusal = this.#modprobe.refusal(name);
    if (refusal !== undefined) return this.#journal.warning(`The driver ${name} is not loaded: ${refusal}.`);
    const { index } = this.#modprobe;
    const path = index.path(name);
    if (path === undefined) {
      if (!index.builtin(name)) this.#journal.debug(`there is no driver ${name} in the image`);
      return;
    }
    const { before, after } = this.#modprobe.softDependencies(name);
    // Two modules that want each other softly would wait for each other for ever.
    const wished = before.filter((each) => !this.#reaches(each.name, name));
    const needed = index.dependencies(name).map((each) => ({ name: each }));
    await Promise.all([...needed, ...wished].map((each) => this.#once(each)));
    await this.#insert(wanted, `${index.directory}/${path}`);
    // Nobody waits for these but `coldplug`: they may well need this module.
    for (const each of after) this.#asked.set(`after ${name}: ${each.name}`, this.#once(each));
  }

  async #insert(wanted: Wanted, path: string): Promise<void> {
    const { name } = wanted;
    const parameters = this.#modprobe.parameters(wanted);
    const how = parameters === '' ? '' : ` with ${parameters}`;
    let fd: number | undefined;
    try {
      const since = now();
      fd = openSync(path, 'r');
      await loadModule(fd, parameters);
      this.#journal.debug(`driver ${name} loaded${how}`, since);
    } catch (failure) {
      const code = failure instanceof LinuxError ? failure.code : String(failure);
      if (code !== 'EEXIST') this.#journal.warning(`The driver ${name} could not be loaded${how} (${code}).`);
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  #reaches(from: string, target: string, seen = new Set<string>()): boolean {
    if (from === target) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    const soft = this.#modprobe.softDependencies(from).before.map(({ name }) => name);
    return [...this.#modprobe.index.dependencies(from), ...soft].some((each) => this.#reaches(each, target, seen));
  }

  /**
   * Asks for the drivers of every device that is there, and of those that appear by that (the disk behind a
   * controller), until there are no new ones. Resolves when all have started.
   */
  async coldplug(): Promise<void> {
    const seen = new Set<string>();
    for (let known = -1; known < this.#asked.size; ) {
      known = this.#asked.size;
      for (const alias of modaliases('/sys/bus', seen)) void this.loadFor(alias);
      await Promise.all(this.#asked.values());
    }
  }
}

/**
 * The modaliases of every device on every bus that is not in `seen`, which takes them; a device that goes away
 * meanwhile is passed over.
 */
function modaliases(buses: string, seen: Set<string>): string[] {
  const found = new Set<string>();
  for (const bus of readdirSync(buses)) {
    for (const name of readdirSync(`${buses}/${bus}/devices`)) {
      const device = `${buses}/${bus}/devices/${name}`;
      if (seen.has(device)) continue;
      seen.add(device);
      try {
        found.add(readFileSync(`${device}/modalias`, 'utf8').trim());
      } catch {
        // Most devices of some buses have none.
      }
    }
  }
  return [...found];
}
