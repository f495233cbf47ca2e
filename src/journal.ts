// What happened, when, and why: one record of the boot with many readers.

export type Level = 'debug' | 'info' | 'warning' | 'error';

export interface Message {
  /** Seconds since the kernel started (CLOCK_MONOTONIC). */
  readonly at: number;
  readonly level: Level;
  readonly text: string;
  /** For the end of a span: how long it took, in seconds. */
  readonly took?: number;
}

/** Seconds since the kernel started. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

/** One message as a line: seconds since the kernel started, the text, and how long the step took. */
export function formatMessage({ at, level, text, took }: Message): string {
  const mark = level === 'warning' || level === 'error' ? `${level}: ` : '';
  const time = took === undefined ? '' : ` (${(took * 1000).toFixed(0)} ms)`;
  return `[${at.toFixed(3).padStart(9)}] ${mark}${text}${time}`;
}

export class Journal {
  /** Everything so far, oldest first. */
  readonly messages: Message[] = [];
  readonly #readers: ((message: Message) => void)[] = [];

  debug = (text: string): void => this.#write('debug', text);
  info = (text: string): void => this.#write('info', text);
  warning = (text: string): void => this.#write('warning', text);
  error = (text: string): void => this.#write('error', text);

  /** Runs `step`, then records its name and how long it took, whether it succeeded or threw. */
  async span<T>(name: string, step: () => T | Promise<T>): Promise<T> {
    const start = now();
    try {
      return await step();
    } finally {
      this.#write('debug', name, now() - start);
    }
  }

  /** `reader` gets every message from now on, after having been given those that there are. */
  follow(reader: (message: Message) => void): void {
    this.messages.forEach(reader);
    this.#readers.push(reader);
  }

  #write(level: Level, text: string, took?: number): void {
    const message: Message = took === undefined ? { at: now(), level, text } : { at: now(), level, text, took };
    this.messages.push(message);
    for (const reader of this.#readers) reader(message);
  }
}
