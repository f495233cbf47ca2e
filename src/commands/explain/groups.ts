// An account by the phases of the boot.

import { phases } from '../../journal.ts';
import type { Account, Pending, Told } from './account.ts';

/** What happened. Times are in seconds. */
export interface Item {
  readonly start: number;
  readonly end: number;
  /** Undefined where it is no step. */
  readonly took?: number;
  readonly text: string;
  readonly level: Told['level'];
  /** True for a step that has not ended. */
  readonly pending?: true;
}

export interface Group {
  /** The phase; `messages` where that is not known. */
  readonly name: string;
  /** In the order of their starts. */
  readonly items: readonly Item[];
}

/** The groups in the order of the phases, without those in which nothing happened. */
export function groupsOf({ node, messages, running, at }: Account): Group[] {
  const step = (start: number, end: number, text: string): Item => ({
    ...{ start, end, took: end - start, text, level: 'info' },
  });
  const before = node === null ? [] : [step(0, node, 'the kernel and its first script')];
  const first = Math.min(...messages.map(({ start }) => start));
  const own = node === null || first < node ? [] : [step(node, first, 'Node has started')];
  const named = [...phases, null].map((phase) => ({
    name: phase ?? 'messages',
    items: [
      ...(phase === 'start' ? [...before, ...own] : []),
      ...messages.filter((message) => message.phase === phase).map(itemOf),
      ...running.filter((one) => one.phase === phase).map((one) => pendingItem(one, at ?? one.since)),
    ].sort((a, b) => a.start - b.start),
  }));
  return named.filter(({ items }) => items.length > 0);
}

function itemOf({ level, text, start, end, took, count }: Told): Item {
  const times = count > 1 ? ` (${count} times, the last at ${end.toFixed(3)})` : '';
  return { start, end, ...(took === null ? {} : { took }), text: `${text}${times}`, level };
}

function pendingItem({ text, since }: Pending, at: number): Item {
  return { start: since, end: at, took: at - since, text: `not yet: ${text}`, level: 'info', pending: true };
}

/** The text with its level where that is worth a word, on one line: messages may have names of files in them. */
export function wordsOf({ level, text }: Item): string {
  const mark = level === 'warning' || level === 'error' ? `${level}: ` : '';
  return `${mark}${text}`.replace(/\s*\n\s*/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}
