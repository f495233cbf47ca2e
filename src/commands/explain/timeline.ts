// An account as lines for people: a timeline by phases, with the longest steps marked.

import { droppedText, phases } from '../../journal.ts';
import type { Account, Pending, Told } from './account.ts';

/** A line of the timeline. Times are in seconds. */
interface Item {
  readonly start: number;
  readonly end: number;
  /** Undefined where it is no step. */
  readonly took?: number;
  readonly text: string;
}

interface Group {
  readonly name: string;
  readonly items: readonly Item[];
}

/** So many steps are marked as the longest, and none that took less than this. */
const markedSteps = 3;
const worthMarking = 0.1;
/** A silence of this length is worth a line. */
const worthTelling = 1;

/** The timeline as lines. */
export function timelineLines(account: Account): string[] {
  const groups = groupsOf(account);
  const steps = groups.flatMap(({ items }) => items).filter(({ took = 0 }) => took >= worthMarking);
  const longest = new Set(steps.sort((a, b) => b.took! - a.took!).slice(0, markedSteps));
  return [
    heading(account),
    ...(account.dropped > 0 ? [droppedText(account.dropped)] : []),
    'Seconds since the kernel started, and how long each step took; * marks the longest.',
    ...groups.flatMap((group) => ['', ...groupLines(group, longest)]),
  ];
}

function heading({ baton, kernel, at }: Account): string {
  if (at === null) return "What the kernel's log still has of baton's journal.";
  return `baton ${baton} on Linux ${kernel}, ${at.toFixed(1)} s after the kernel started.`;
}

function groupsOf({ node, messages, running, at }: Account): Group[] {
  const before = node === null ? [] : [{ start: 0, end: node, took: node, text: 'the kernel and its first script' }];
  const first = Math.min(...messages.map(({ start }) => start));
  const own =
    node === null || first < node ? [] : [{ start: node, end: first, took: first - node, text: 'Node has started' }];
  const named = [...phases, null].map((phase) => ({
    name: phase ?? 'messages',
    items: [
      ...(phase === 'start' ? [...before, ...own] : []),
      ...messages.filter((message) => message.phase === phase).map(itemOf),
      ...running.filter((step) => step.phase === phase).map((step) => pendingItem(step, at ?? step.since)),
    ].sort((a, b) => a.start - b.start),
  }));
  return named.filter(({ items }) => items.length > 0);
}

function itemOf({ level, text, start, end, took, count }: Told): Item {
  const mark = level === 'warning' || level === 'error' ? `${level}: ` : '';
  const times = count > 1 ? ` (${count} times, the last at ${end.toFixed(3)})` : '';
  return { start, end, ...(took === null ? {} : { took }), text: `${mark}${text}${times}` };
}

function pendingItem({ text, since }: Pending, at: number): Item {
  return { start: since, end: at, took: at - since, text: `not yet: ${text}` };
}

function groupLines({ name, items }: Group, longest: ReadonlySet<Item>): string[] {
  const [from, to] = [items[0]!.start, Math.max(...items.map(({ end }) => end))];
  const lines = [`${name}, ${from.toFixed(3)} to ${to.toFixed(3)}`];
  let heard = from;
  for (const item of items) {
    if (item.start - heard >= worthTelling) lines.push(`${' '.repeat(24)}(${(item.start - heard).toFixed(1)} s later)`);
    heard = Math.max(heard, item.end);
    const took = item.took === undefined ? '' : item.took.toFixed(3);
    const mark = longest.has(item) ? '*' : ' ';
    lines.push(`${item.start.toFixed(3).padStart(11)} ${took.padStart(9)} ${mark} ${printable(item.text)}`);
  }
  return lines;
}

/** Messages may have names of files in them, which are anybody's. */
function printable(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
