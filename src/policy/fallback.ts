import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { isBootable, type Plan } from './plan.ts';

/** Systems that end at a maintenance prompt: better than nothing, but nobody may stand next to the machine. */
export function isRescue(entry: Entry): boolean {
  const target = /^(systemd\.unit=(rescue|emergency)\.target|single|rescue|emergency|[sS1])$/;
  return entry.cmdline.split(' ').some((word) => target.test(word));
}

/**
 * What to boot after `tried` (keys of entries) has failed: the next in menu order, those that end at a maintenance
 * prompt last; undefined when all have been tried.
 */
export function nextChoice(plan: Plan, tried: ReadonlySet<string>): Entry | undefined {
  const left = plan.entries.filter((entry) => isBootable(entry) && !tried.has(entryKey(entry)));
  return left.find((entry) => !isRescue(entry)) ?? left[0];
}
