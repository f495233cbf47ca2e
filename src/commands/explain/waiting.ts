import type { Item } from './groups.ts';

/** A step counts as what was waited for when it went on for this part of the wait. */
const most = 0.5;

/**
 * What a silence was spent on, as a clause: the step of any phase that went on through most of it, the shortest of them,
 * or else what happened last before it. Undefined where nothing is known.
 */
export function waitedFor(from: number, to: number, all: readonly Item[]): string | undefined {
  const through = all
    .filter(({ took }) => took !== undefined)
    .map((item) => ({ item, shared: Math.min(item.end, to) - Math.max(item.start, from) }))
    .filter(({ shared }) => shared >= (to - from) * most)
    .sort((a, b) => a.item.took! - b.item.took!);
  const [step] = through;
  if (step) return `meanwhile: ${step.item.text}`;
  const before = all.filter(({ took, start }) => took === undefined && start <= from);
  const last = before.reduce<Item | undefined>((a, b) => (a && a.start > b.start ? a : b), undefined);
  return last && `since: ${last.text}`;
}
