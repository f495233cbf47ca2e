import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { isBootable, isRescue, mayFollow } from './bootable.ts';
import type { Plan } from './plan.ts';

/**
 * What to boot after `tried` (keys of entries) has failed: what the configuration of the default names for that, then
 * the next in menu order, those that end at a maintenance prompt last, and last of all what was started too often in
 * vain; undefined when all have been tried.
 */
export function nextChoice(plan: Plan, tried: ReadonlySet<string>): Entry | undefined {
  const isLeft = (entry: Entry) => isBootable(entry) && !tried.has(entryKey(entry));
  const named = plan.fallback?.find((entry) => isLeft(entry) && !plan.spent?.has(entryKey(entry)));
  const left = plan.entries.filter((entry) => isLeft(entry) && mayFollow(entry));
  const fresh = left.filter((entry) => !plan.spent?.has(entryKey(entry)));
  return named ?? fresh.find((entry) => !isRescue(entry)) ?? fresh[0] ?? left[0];
}
