// Which entry boots, when, and why: derived anew from the readings whenever there are more of them.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import type { Reading } from '../entry/reading.ts';
import type { Identity } from '../entry/volume.ts';
import { chooseDefault } from './choose-default.ts';
import { passOver } from './pass-over.ts';
import type { Trials } from './trials.ts';

export interface Plan {
  /** In menu order. */
  readonly entries: readonly Entry[];
  /** The entry that boots when no key is pressed; undefined while there is none that can. */
  readonly default?: Entry;
  /** Why it is the default, for the menu and the journal. */
  readonly reason: string;
  /** Seconds until then: 0 at once, -1 never by itself. */
  readonly timeout: number;
  /** What its configuration shows until then, where it says so. */
  readonly style?: Reading['timeoutStyle'];
  /** True where the default was set for this boot alone. */
  readonly once?: true;
  /** What to boot where the default fails, before all others. */
  readonly fallback?: readonly Entry[];
  /** Keys of the entries that were started too often without having reported themselves good. */
  readonly spent?: ReadonlySet<string>;
}

/** Entries that systemd's tools have asked for, and a countdown in seconds. */
export interface LoaderWishes {
  /** For this boot alone. */
  readonly oneShot?: Entry;
  /** In place of `default`, as long as it has tries left. */
  readonly preferred?: Entry;
  readonly default?: Entry;
  readonly timeout?: { readonly seconds: number; readonly style: 'menu' | 'hidden' };
}

/** What is asked for outside the configurations. */
export interface Wishes {
  /** The settings of these names. */
  readonly timeout?: number;
  readonly boot?: string;
  readonly readonly?: boolean;
  readonly order?: readonly string[];
  /** How often a system may be started without having reported itself good; 0 for any number of times. */
  readonly tries?: number;
  /** What the firmware's variables ask for; undefined where there is no UEFI. https://systemd.io/BOOT_LOADER_INTERFACE */
  readonly loader?: LoaderWishes;
  /** The kind of device, as in `order`, that a volume lies on. */
  readonly kindOf?: (volume: string) => string | undefined;
  /** The identities of all volumes, and what was started before; both only where tries are counted. */
  readonly volumes?: readonly Identity[];
  readonly trials?: Trials;
}

/** Where neither a configuration nor a setting says how long to wait: time to press a key, and no machine is stranded. */
const ownTimeout = 5;

/** The plan for these readings, which are in the order of their volumes. */
export function makePlan(readings: readonly Reading[], wishes: Wishes): Plan {
  const entries = readings.flatMap((reading) => reading.entries);
  const chosen = chooseDefault(readings, wishes);
  const of = (entry: Entry | undefined) => readings.find(({ entries: own }) => entry && own.includes(entry));
  const fallback = of(chosen?.entry)?.fallback?.flatMap(
    (id) => of(chosen?.entry)!.entries.find((one) => one.id === id) ?? [],
  );
  const { entry, reason, once, spent } = passOver(chosen, entries, fallback ?? [], wishes);
  const own = of(entry);
  const forbidden = once && wishes.readonly ? ', and stays so, because nothing may be written (baton.readonly)' : '';
  // A countdown that somebody has asked for is seen.
  const style = wishes.timeout === undefined ? (wishes.loader?.timeout?.style ?? own?.timeoutStyle) : undefined;
  return {
    entries,
    ...(entry ? { default: entry } : {}),
    reason: `${reason}${forbidden}`,
    timeout: wishes.timeout ?? wishes.loader?.timeout?.seconds ?? own?.timeout ?? ownTimeout,
    ...(style ? { style } : {}),
    ...(once ? { once } : {}),
    ...(fallback ? { fallback } : {}),
    ...(spent.length > 0 ? { spent: new Set(spent.map(entryKey)) } : {}),
  };
}
