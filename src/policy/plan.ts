// Which entry boots, when, and why: derived anew from the readings whenever there are more of them.

import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';

export interface Plan {
  /** In menu order. */
  readonly entries: readonly Entry[];
  /** The entry that boots when no key is pressed; undefined while there is none that can. */
  readonly default?: Entry;
  /** Why it is the default, for the menu and the journal. */
  readonly reason: string;
  /** Seconds until then: 0 at once, -1 never by itself. */
  readonly timeout: number;
}

export interface Wishes {
  readonly timeout?: number;
  readonly boot?: string;
}

/** Where neither a configuration nor a setting says how long to wait: time to press a key, and no machine is stranded. */
const ownTimeout = 5;

/** The kinds that kexec can start. */
const startable: readonly Entry['kind'][] = ['linux', 'uki', 'multiboot', 'multiboot2'];

/** Whether baton can hand over to the entry as far as its configuration tells. */
export function isBootable(entry: Entry): boolean {
  if (entry.crash) return false;
  return startable.includes(entry.kind) && entry.kernel?.volume !== undefined;
}

function choose(readings: readonly Reading[], entries: readonly Entry[], wishes: Wishes): [Entry | undefined, string] {
  const wished = wishes.boot;
  if (wished !== undefined) {
    const entry = entries.find((candidate) => candidate.id === wished || candidate.title === wished);
    if (entry) return [entry, `the setting baton.boot names it`];
  }
  for (const reading of readings) {
    const entry = reading.entries.find((candidate) => candidate.default);
    if (entry && isBootable(entry)) return [entry, `it is the default of ${reading.config} on ${reading.volume}`];
  }
  const first = entries.find(isBootable);
  if (first) return [first, 'it is the first entry that can be booted'];
  return [undefined, 'nothing that can be booted has been found'];
}

/** The plan for these readings, which are in the order of their volumes. */
export function makePlan(readings: readonly Reading[], wishes: Wishes): Plan {
  const entries = readings.flatMap((reading) => reading.entries);
  const [entry, reason] = choose(readings, entries, wishes);
  const own = readings.find((reading) => reading.volume === entry?.volume && reading.config === entry.config);
  const timeout = wishes.timeout ?? own?.timeout ?? ownTimeout;
  return { entries, ...(entry ? { default: entry } : {}), reason, timeout };
}
