// What happened, when, and why: one record of the boot with many readers.

export type Level = 'debug' | 'info' | 'warning' | 'error';

/** The parts of a boot, in the order in which they begin. They overlap: disks appear while drivers load. */
export const phases = ['start', 'drivers', 'disks', 'configurations', 'menu', 'load'] as const;

export type Phase = (typeof phases)[number];

export interface Message {
  /** Seconds since the kernel started (CLOCK_MONOTONIC). Of a span, when it ended. */
  readonly at: number;
  readonly level: Level;
  readonly phase: Phase;
  readonly text: string;
  /** For the end of a span: how long it took, in seconds. */
  readonly took?: number;
  /** How often it was said, where that is more than once: first at `at`, and the last time at `last`. */
  readonly count?: number;
  readonly last?: number;
}

/** A span that has not ended. */
export interface Running {
  /** When it began, in seconds since the kernel started. */
  readonly since: number;
  readonly phase: Phase;
  readonly text: string;
}

/** So many messages are kept; an ordinary boot has a few hundred. */
export const longestJournal = 2000;
/** So many characters of a message are kept. */
const longestText = 4000;
/** Which messages go first where there are too many. */
const leastWanted: readonly Level[] = ['debug', 'info', 'warning', 'error'];

/** Seconds since the kernel started. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** One message as a line: seconds since the kernel started, the text, how long the step took, how often it was said. */
export function formatMessage({ at, level, text, took, count }: Message): string {
  const mark = level === 'warning' || level === 'error' ? `${level}: ` : '';
  const time = took === undefined ? '' : ` (${(took * 1000).toFixed(0)} ms)`;
  const times = count === undefined ? '' : ` (${count} times)`;
  return `[${at.toFixed(3).padStart(9)}] ${mark}${text}${time}${times}`;
}

/** What stands for `count` messages that are no longer kept. */
export function droppedText(count: number): string {
  return `(${count} of the oldest messages were dropped, the least important first, because there were more than ${longestJournal})`;
}

type Writable = { -readonly [K in keyof Message]: Message[K] };

/** What all journals of one boot write into. */
class Content {
  readonly messages: Writable[] = [];
  readonly readers: ((message: Message) => void)[] = [];
  readonly running = new Set<Running>();
  dropped = 0;
  readonly #said = new Map<string, Writable>();

  write(message: Writable): void {
    const key = `${message.level} ${message.text}`;
    const before = message.took === undefined ? this.#said.get(key) : undefined;
    if (before) {
      before.count = (before.count ?? 1) + 1;
      before.last = message.at;
    } else {
      if (message.took === undefined) this.#said.set(key, message);
      this.messages.push(message);
      if (this.messages.length > longestJournal) this.#drop();
    }
    for (const reader of this.readers) reader(message);
  }

  #drop(): void {
    const level = leastWanted.find((each) => this.messages.some((message) => message.level === each));
    const [gone] = this.messages.splice(
      this.messages.findIndex((message) => message.level === level),
      1,
    );
    this.#said.delete(`${gone?.level} ${gone?.text}`);
    this.dropped++;
  }
}

/** Writes what happens in one phase of the boot; {@link in} gives the same journal for another phase. */
export class Journal {
  readonly #content: Content;
  readonly #phase: Phase;

  constructor(content = new Content(), phase: Phase = 'start') {
    this.#content = content;
    this.#phase = phase;
  }

  /** Writes a message; of a step that ends with it, `since` is when that began, as `now` had it. */
  debug = (text: string, since?: number): void => this.#write('debug', text, since);
  info = (text: string, since?: number): void => this.#write('info', text, since);
  warning = (text: string, since?: number): void => this.#write('warning', text, since);
  error = (text: string, since?: number): void => this.#write('error', text, since);

  /** Everything that is kept, oldest first. What was said again is there once, with its count. */
  get messages(): readonly Message[] {
    return this.#content.messages;
  }

  /** The spans that have not ended, in the order in which they began. */
  get running(): readonly Running[] {
    return [...this.#content.running];
  }

  /** How many messages are no longer kept, because there were too many. */
  get dropped(): number {
    return this.#content.dropped;
  }

  /** Everything of at least this level that is kept, as lines for people, with one about what is not. */
  lines(least: Level = 'debug'): string[] {
    const gone = this.dropped === 0 ? [] : [droppedText(this.dropped)];
    const wanted = leastWanted.slice(leastWanted.indexOf(least));
    return [...gone, ...this.messages.filter(({ level }) => wanted.includes(level)).map(formatMessage)];
  }

  /** A journal that writes into the same record, as of `phase`. */
  in(phase: Phase): Journal {
    return new Journal(this.#content, phase);
  }

  /** Runs `step`, then records its name and how long it took, whether it succeeded or threw. */
  async span<T>(name: string, step: () => T | Promise<T>): Promise<T> {
    const running = { since: now(), phase: this.#phase, text: name };
    this.#content.running.add(running);
    try {
      return await step();
    } finally {
      this.#content.running.delete(running);
      this.#write('debug', name, running.since);
    }
  }

  /** `reader` gets every message from now on, also what is said again, after having been given those that there are. */
  follow(reader: (message: Message) => void): void {
    this.messages.forEach(reader);
    this.#content.readers.push(reader);
  }

  #write(level: Level, text: string, since?: number): void {
    const at = now();
    const kept = text.length > longestText ? `${text.slice(0, longestText)}...` : text;
    const message = { at, level, phase: this.#phase, text: kept };
    this.#content.write(since === undefined ? message : { ...message, took: at - since });
  }
}
