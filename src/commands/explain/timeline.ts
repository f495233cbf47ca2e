// An account as lines for people: a timeline by phases, with the longest steps marked.

import { droppedText } from '../../journal.ts';
import type { Account } from './account.ts';
import { type Group, groupsOf, type Item, wordsOf } from './groups.ts';
import { waitedFor } from './waiting.ts';

/** So many steps are marked as the longest, and none that took less than this. */
const markedSteps = 3;
const worthMarking = 0.1;
/** A silence of this length is worth a line. */
const worthTelling = 1;

/** The timeline as lines. */
export function timelineLines(account: Account): string[] {
  const groups = groupsOf(account);
  const all = groups.flatMap(({ items }) => items);
  const longest = new Set(longestSteps(all, markedSteps, worthMarking));
  return [
    headingOf(account),
    ...(account.dropped > 0 ? [droppedText(account.dropped)] : []),
    'Seconds since the kernel started, and how long each step took; * marks the longest.',
    ...groups.flatMap((group) => ['', ...groupLines(group, longest, all)]),
  ];
}

export function headingOf({ baton, kernel, at }: Account): string {
  if (at === null) return "What the kernel's log still has of baton's journal.";
  return `baton ${baton} on Linux ${kernel}, ${at.toFixed(1)} s after the kernel started.`;
}

/** At most `count` steps that took at least so many seconds, the longest first. */
export function longestSteps(all: readonly Item[], count: number, least: number): Item[] {
  const steps = all.filter(({ took = 0 }) => took >= least);
  return steps.sort((a, b) => b.took! - a.took!).slice(0, count);
}

function groupLines({ name, items }: Group, longest: ReadonlySet<Item>, all: readonly Item[]): string[] {
  const [from, to] = [items[0]!.start, Math.max(...items.map(({ end }) => end))];
  const lines = [`${name}, ${from.toFixed(3)} to ${to.toFixed(3)}`];
  let heard = from;
  for (const item of items) {
    if (item.start - heard >= worthTelling) {
      const why = waitedFor(heard, item.start, all);
      lines.push(`${' '.repeat(24)}(${(item.start - heard).toFixed(1)} s later${why ? `; ${why}` : ''})`);
    }
    heard = Math.max(heard, item.end);
    const took = item.took === undefined ? '' : item.took.toFixed(3);
    const mark = longest.has(item) ? '*' : ' ';
    lines.push(`${item.start.toFixed(3).padStart(11)} ${took.padStart(9)} ${mark} ${wordsOf(item)}`);
  }
  return lines;
}
