// What modprobe(8) would load, and how: depmod's facts under the rules of modprobe.d.

import { matchAlias, normalAlias } from './alias.ts';
import type { ModprobeConfig } from './modprobe-config.ts';
import type { ModuleIndex } from './module-index.ts';

/** A module that is to be loaded. */
export interface Wanted {
  readonly name: string;
  /** The alias by which it was found, as the configuration or the caller writes it; undefined: by its own name. */
  readonly alias?: string;
}

export class Modprobe {
  readonly index: ModuleIndex;
  readonly #config: ModprobeConfig;

  constructor(index: ModuleIndex, config: ModprobeConfig) {
    this.index = index;
    this.#config = config;
  }

  /** Sentences about the configuration. */
  get remarks(): readonly string[] {
    return this.#config.remarks;
  }

  /**
   * The modules that a name or an alias stands for: what the configuration says, else the module of that name, else
   * those that have the alias themselves. Those that are built in, or not there, may be among them.
   */
  find(word: string): Wanted[] {
    const name = normalAlias(word);
    const configured = this.#config.aliases.filter(({ pattern }) => matchAlias(pattern, name));
    if (configured.length > 0) return configured.map(({ pattern, module }) => ({ name: module, alias: pattern }));
    if (this.index.path(name) !== undefined || this.#config.refused.has(name)) return [{ name }];
    const matching = this.index.match(name);
    if (matching.length === 0 && /^\w+$/.test(name)) return [{ name }];
    return matching.map((module) => ({ name: module, alias: name }));
  }

  /** Whether a module is left out because it was found by an alias; its own name still loads it. */
  isBlacklisted({ name, alias }: Wanted): boolean {
    return alias !== undefined && this.#config.blacklist.has(name);
  }

  /** Why a module may not be loaded at all, as the end of a sentence. */
  refusal(name: string): string | undefined {
    const refusal = this.#config.refused.get(name);
    if (refusal?.unlessSoftdep) {
      const { before, after } = this.softDependencies(name);
      if (before.length + after.length > 0) return undefined;
    }
    return refusal?.reason;
  }

  /** The modules to load before and after `name`, if they are there. */
  softDependencies(name: string): { readonly before: readonly Wanted[]; readonly after: readonly Wanted[] } {
    const softdep = this.#config.softdeps.find(({ pattern }) => matchAlias(pattern, name));
    const find = (words: readonly string[] = []) => words.flatMap((word) => this.find(word));
    return { before: find(softdep?.before), after: find(softdep?.after) };
  }

  /** The parameters of a module as one text, as finit_module(2) takes it: all that are for its name or its alias. */
  parameters({ name, alias }: Wanted): string {
    const fitting = this.#config.options.filter((option) => option.name === name || option.name === alias);
    return fitting.map(({ parameters }) => parameters).join(' ');
  }
}
