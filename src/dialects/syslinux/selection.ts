import type { Command } from './command.ts';
import type { Item, Menu } from './menu.ts';
import type { Choice } from './screen.ts';
import { words } from './words.ts';

/** The item that is highlighted first, which is one that can be chosen. (com32/menu/menumain.c: `run_menu`.) */
export function selectable({ items, default: wanted }: Menu): number {
  const enabled = (item: Item | undefined) => item !== undefined && item.action !== 'disabled';
  if (wanted <= 0 && !enabled(items[0])) return Math.max(items.findIndex(enabled), 0);
  if (wanted >= items.length - 1 && !enabled(items[wanted])) return Math.max(items.findLastIndex(enabled), 0);
  return wanted;
}

/** The first choice, here or in a submenu, that is what is wanted. */
export function findChoice(choices: readonly Choice[], wanted: (choice: Choice) => boolean): Choice | undefined {
  for (const choice of choices) {
    const found = wanted(choice) ? choice : choice.below && findChoice(choice.below, wanted);
    if (found) return found;
  }
  return undefined;
}

/** Whether two commands boot the same kernel with the same arguments. */
export function bootTheSame(one: Command, other: Command | undefined): boolean {
  if (one.what !== 'linux' || other?.what !== 'linux' || one.kernel !== other.kernel) return false;
  return words(one.args).join(' ') === words(other.args).join(' ');
}

/** Seconds until the shorter of two limits in tenths of a second, of which 0 is none; -1 where both are none. */
export function seconds(one: number, other: number): number {
  const limits = [one, other].filter((limit) => limit > 0);
  return limits.length === 0 ? -1 : Math.min(...limits) / 10;
}
