// What `baton explain` tells, whatever it was read from. The shape of --json, which is stable: scripts rely on it.

import type { Level, Phase } from '../../journal.ts';
import type { KernelRecord } from '../../linux/read-kernel-log.ts';
import type { BootRecord } from '../../record/boot-record.ts';

/** All times are in seconds since the kernel started. */
export interface Account {
  /** Versions of baton and of the kernel that it ran on; null where that is not known. */
  readonly baton: string | null;
  readonly kernel: string | null;
  /** When baton wrote this down; null where the times are those of the kernel's log. */
  readonly at: number | null;
  /** When the kernel and the first script were done, and Node was started. */
  readonly node: number | null;
  /** How many messages were not kept. */
  readonly dropped: number;
  readonly messages: readonly Told[];
  /** Steps that had not ended. */
  readonly running: readonly Pending[];
}

export interface Told {
  /** Null where that is not known. */
  readonly phase: Phase | null;
  readonly level: Level;
  readonly text: string;
  /** Of a step, from when to when it took; of another message, when it was said first and last. */
  readonly start: number;
  readonly end: number;
  /** Null where it is no step. */
  readonly took: number | null;
  /** How often it was said. */
  readonly count: number;
}

export interface Pending {
  readonly phase: Phase;
  readonly text: string;
  readonly since: number;
}

/** What PID 1 wrote down, told. */
export function accountOf({ baton, kernel, at, node, dropped, messages, running }: BootRecord): Account {
  const told = messages.map(({ phase, level, text, at: time, took, count = 1, last }): Told => {
    const [start, end] = took === undefined ? [time, last ?? time] : [time - took, time];
    return {
      phase,
      level,
      text,
      start: exact(start),
      end: exact(end),
      took: took === undefined ? null : exact(took),
      count,
    };
  });
  const pending = running.map((step) => ({ ...step, since: exact(step.since) }));
  return { baton, kernel, at: exact(at), node: exact(node), dropped, messages: told, running: pending };
}

/** To the microsecond, which is more than was measured. */
function exact(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

/** syslog(3)'s numbers up to which a record is of a level. */
const levels: readonly [number, Level][] = [
  [3, 'error'],
  [4, 'warning'],
  [6, 'info'],
];

/** What of baton's is in the kernel's log, told; undefined where there is nothing. */
export function accountFromLog(records: readonly KernelRecord[]): Account | undefined {
  const messages = records.flatMap(({ at, level, text }): Told[] => {
    const [, said, milliseconds] = /^baton: (.*?)(?: took (\d+) ms)?$/.exec(text) ?? [];
    if (said === undefined) return [];
    const took = milliseconds === undefined ? null : Number(milliseconds) / 1000;
    const name = levels.find(([number]) => level <= number)?.[1] ?? 'debug';
    return [{ phase: null, level: name, text: said, start: at - (took ?? 0), end: at, took, count: 1 }];
  });
  if (messages.length === 0) return undefined;
  return { baton: null, kernel: null, at: null, node: null, dropped: 0, messages, running: [] };
}
