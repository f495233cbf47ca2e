// Boot counting for entries that their boot loader does not count: which systems were started, and which of them have
// reported themselves good.

/** What is known of a system that was started. */
export interface Trial {
  /** Of {@link trialKey}. */
  readonly key: string;
  /** How often it was started since it last reported itself good. */
  readonly done: number;
  /** Whether it has ever reported itself good. */
  readonly good: boolean;
}

export interface Trials {
  /** The one that was started last comes first. */
  readonly systems: readonly Trial[];
  /** The system that was started last, as long as it has not reported itself good, and when, in seconds since 1970. */
  readonly last?: { readonly key: string; readonly at: number };
}

export const noTrials: Trials = { systems: [] };

/** More systems are not remembered: what is written shall fit into what is left of an environment block. */
const most = 8;
const mostTries = 99;

/** The system is about to be started. @param at seconds since 1970 */
export function started(trials: Trials, key: string, at: number): Trials {
  const { done = 0, good = false } = trials.systems.find((trial) => trial.key === key) ?? {};
  const trial = { key, done: Math.min(done + 1, mostTries), good };
  const others = trials.systems.filter((other) => other.key !== key);
  return { systems: keepGood([trial, ...others]), last: { key, at: Math.floor(at) } };
}

/** The system that was started last has reported itself good. */
export function reportedGood({ systems, last }: Trials): Trials {
  if (!last) return { systems };
  return { systems: systems.map((trial) => (trial.key === last.key ? { ...trial, done: 0, good: true } : trial)) };
}

/**
 * The system that was started last counts as good when it was started at least `grace` seconds ago: it was then not
 * restarted at once by its own failure. A grace of 0 is none.
 * @param at now, in seconds since 1970
 */
export function afterGrace(trials: Trials, grace: number, at: number): Trials {
  const isOver = grace > 0 && trials.last !== undefined && at - trials.last.at >= grace;
  return isOver ? reportedGood(trials) : trials;
}

/** How often a system was started in vain. */
export function triesDone({ systems }: Trials, key: string): number {
  return systems.find((trial) => trial.key === key)?.done ?? 0;
}

/** `1 last=KEY@SECONDS KEY:DONE KEY:DONE+good`: one line of ASCII, of at most 240 characters. */
export function trialsToText({ systems, last }: Trials): string {
  const words = systems.map(({ key, done, good }) => `${key}:${done}${good ? '+good' : ''}`);
  return ['1', ...(last ? [`last=${last.key}@${last.at}`] : []), ...words].join(' ');
}

/** Total: what is not understood is left out, and of a later version everything. */
export function trialsFromText(text: string): Trials {
  const [version, ...words] = text.slice(0, 1024).trim().split(' ');
  if (version !== '1') return noTrials;
  const systems = words.flatMap((word): Trial[] => {
    const [, key, done, good] = /^([0-9a-f]{16}):(\d{1,2})(\+good)?$/.exec(word) ?? [];
    return key === undefined ? [] : [{ key, done: Number(done), good: good !== undefined }];
  });
  const [, key, at] = /^1 last=([0-9a-f]{16})@(\d{1,12}) /.exec(`${text.trim()} `) ?? [];
  return { systems: systems.slice(0, most), ...(key === undefined ? {} : { last: { key, at: Number(at) } }) };
}

/** The newest that fit, and in any case the newest that is good: it is what one falls back to. */
function keepGood(systems: readonly Trial[]): Trial[] {
  const kept = systems.slice(0, most);
  if (kept.some(({ good }) => good)) return kept;
  const good = systems.slice(most).find((trial) => trial.good);
  return good ? [...kept.slice(0, most - 1), good] : kept;
}
