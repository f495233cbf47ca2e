// The serial console of a machine: what it printed, waiting for something it is to print, and typing.

import type { Socket } from 'node:net';
import { type Size, Terminal } from './terminal.ts';

export interface Seen {
  /** The match: [0] is all of it, then the groups. */
  readonly match: RegExpExecArray;
  /** When it had arrived, in seconds since the machine was started. */
  readonly at: number;
}

export interface Wait {
  readonly seconds: number;
  /** What the pattern stands for, as a person would say it: `the login prompt`. */
  readonly what: string;
}

export class Serial {
  readonly #socket: Socket;
  readonly #began: number;
  readonly #terminal: Terminal;
  readonly #watchers = new Set<() => void>();
  #searched = 0;
  #ended: string | undefined;

  /** `began` is when the machine was started, as performance.now() has it; `size` that of the terminal on this line. */
  constructor(socket: Socket, began: number, size?: Size) {
    this.#socket = socket;
    this.#began = began;
    this.#terminal = new Terminal((reply) => this.type(reply), size);
    socket.on('data', (chunk: Buffer) => {
      this.#terminal.write(chunk);
      this.#notify();
    });
    socket.on('error', () => {});
  }

  /** Everything printed so far, as plain text. */
  get transcript(): string {
    return this.#terminal.transcript;
  }

  /** The screen of the terminal on this line, as it looks now. */
  get screen(): string {
    return this.#terminal.screen.join('\n');
  }

  /** Sends `text` as it is; the Enter key is `\r`. */
  type(text: string): void {
    this.#socket.write(text);
  }

  /** Gets every chunk of bytes as the machine prints it. */
  onOutput(use: (chunk: Buffer) => void): void {
    this.#socket.on('data', use);
  }

  /**
   * Waits until `pattern` is in what was printed since the last thing that was expected. Throws after the bound, or
   * when the machine ends, an error that names what was awaited and shows the last screen.
   */
  expect(pattern: RegExp, wait: Wait): Promise<Seen> {
    return this.#until(wait, pattern, () => {
      const match = pattern.exec(this.transcript.slice(this.#searched));
      if (match) this.#searched += match.index + match[0].length;
      return match;
    });
  }

  /** Waits until `pattern` is on the screen, its lines joined with `\n`. Throws like `expect`. */
  expectScreen(pattern: RegExp, wait: Wait): Promise<Seen> {
    return this.#until(wait, pattern, () => pattern.exec(this.screen));
  }

  /** Whether nothing more will come. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Makes every wait fail, now and from now on, with the reason why nothing more will come. */
  end(reason: string): void {
    this.#ended ??= reason;
    this.#notify();
  }

  #notify(): void {
    for (const watch of [...this.#watchers]) watch();
  }

  #until(wait: Wait, pattern: RegExp, find: () => RegExpExecArray | null): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
      };
      const fail = (how: string) => {
        done();
        const error = new Error(`${how} for ${wait.what} (${pattern}).`);
        // Reports show the message and the stack, which would have the screen in it as well.
        const { stack } = error;
        error.message += ` The serial console shows:\n${indent(this.screen || '(nothing)')}`;
        if (stack !== undefined) error.stack = stack;
        reject(error);
      };
      const watch = () => {
        const match = find();
        if (match) {
          done();
          resolve({ match, at: (performance.now() - this.#began) / 1000 });
        } else if (this.#ended !== undefined) fail(`${this.#ended} in the wait`);
      };
      const timer = setTimeout(() => fail(`waited ${wait.seconds} s`), wait.seconds * 1000);
      this.#watchers.add(watch);
      watch();
    });
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '  | ');
}
