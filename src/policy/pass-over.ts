import type { Entry } from '../entry/entry.ts';
import { fullTitle } from '../entry/title.ts';
import { isBootable, isRescue, mayFollow } from './bootable.ts';
import type { Choice } from './choose-default.ts';
import type { Wishes } from './plan.ts';
import { trialKey } from './trial-key.ts';
import { triesDone } from './trials.ts';

export interface Passed {
  readonly entry?: Entry;
  readonly reason: string;
  readonly once?: true;
  /** What was started too often without having reported itself good. */
  readonly spent: readonly Entry[];
}

/**
 * Another entry in the place of one that was started too often in vain: the last that was good, else the first of
 * `fallback`, else the first of all that has tries left. Where there is none the choice stays; and so it does where it
 * is for one boot alone.
 */
export function passOver(
  chosen: Choice | undefined,
  entries: readonly Entry[],
  fallback: readonly Entry[],
  wishes: Wishes,
): Passed {
  if (!chosen) return { reason: 'nothing that can be booted has been found', spent: [] };
  const { tries = 0, trials, volumes = [] } = wishes;
  const counts = tries > 0 && trials !== undefined && trials.systems.length > 0;
  const keys = new Map(counts ? entries.map((entry) => [entry, trialKey(entry, volumes)] as const) : []);
  const done = (entry: Entry) => (counts ? triesDone(trials, keys.get(entry) ?? '') : 0);
  const isSpent = (entry: Entry) => (entry.tries ? entry.tries.left === 0 : counts && done(entry) >= tries);
  const spent = entries.filter(isSpent);
  const faultOf = (entry: Entry) =>
    `"${fullTitle(entry)}" was started ${count(entry.tries?.done ?? done(entry))} without reporting itself good`;
  if (chosen.once) return { ...chosen, spent };
  if (!isSpent(chosen.entry)) {
    // systemd-boot itself puts what has no tries left behind all others.
    const passed = spent.find(({ tries, volume }) => tries && volume === chosen.entry.volume);
    return { ...chosen, reason: passed ? `${chosen.reason}; ${faultOf(passed)}` : chosen.reason, spent };
  }

  const left = entries.filter((entry) => isBootable(entry) && !isSpent(entry));
  const good = counts ? trials.systems.filter((trial) => trial.good) : [];
  const lastGood = good.flatMap(({ key }) => left.find((entry) => keys.get(entry) === key) ?? [])[0];
  const others = left.filter(mayFollow);
  const entry =
    lastGood ?? fallback.find((one) => left.includes(one)) ?? others.find((one) => !isRescue(one)) ?? others[0];
  const fault = faultOf(chosen.entry);
  if (!entry) return { ...chosen, reason: `${chosen.reason}; ${fault}, but there is nothing else to boot`, spent };
  return { entry, reason: `${fault}, and this is ${lastGood ? 'the last that did' : 'what comes next'}`, spent };
}

function count(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
