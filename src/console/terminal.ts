// One console of the machine: a tty in raw mode, with what it shows.

import { constants, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import { type Key, keyReader } from './keys.ts';
import type { Line, Size } from './layout.ts';
import { leaveScreen, redraw } from './screen.ts';

/** What a serial line, which knows no size, is taken for. */
const usual: Size = { columns: 80, rows: 24 };

/** How long a terminal may take to accept the last bytes, in milliseconds: there may be nobody at its other end. */
const patience = 500;

/** As much of what is typed or pasted as is taken at once, in bytes. */
const inputSize = 4096;

export interface TerminalEvents {
  onKey(key: Key): void;
  /** Takes bytes that are not keys of the menu, and wipes them; false where they are. */
  take(bytes: Uint8Array): boolean;
}

export class Terminal {
  /** As in /sys/class/tty: `ttyS0`. */
  readonly name: string;
  readonly #events: TerminalEvents;
  #input: ReadStream;
  #output: WriteStream;
  #shown: readonly Line[] | undefined;
  #wanted: readonly Line[] | undefined;

  /** Opens /dev/NAME; `events` gets what is typed there. Raises Node's error when it is no terminal. */
  constructor(name: string, events: TerminalEvents) {
    this.name = name;
    this.#events = events;
    // Two descriptors, because one cannot be waited on twice.
    this.#input = this.#listen();
    this.#output = this.#talk();
  }

  get size(): Size {
    const { columns, rows } = this.#output;
    return columns > 0 && rows > 0 ? { columns, rows } : usual;
  }

  /** Shows these lines, sending what differs from the last ones; a slow line skips what it could not show in time. */
  show(lines: readonly Line[]): void {
    const busy = this.#wanted !== undefined;
    this.#wanted = lines;
    if (!busy) this.#send();
  }

  /** Makes the next `show` send everything. */
  forget(): void {
    this.#shown = undefined;
  }

  /**
   * Hands the terminal to somebody else (a shell, the next kernel): cleared, with `text` on it, cooked, and closed.
   * Resolves when the terminal has taken it all, or after a bound.
   */
  async leave(text = ''): Promise<void> {
    this.#wanted = undefined;
    this.forget();
    this.#input.setRawMode(false);
    // A stream that is only paused takes the next key from whoever comes now.
    this.#input.destroy();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#output.write(leaveScreen + text, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#output.destroy();
  }

  /** Takes it back after {@link leave}. The end of a session hangs up what it had open, hence all is opened anew. */
  enter(): void {
    this.#input = this.#listen();
    this.#output = this.#talk();
  }

  #listen(): ReadStream {
    const keys = keyReader((key) => this.#events.onKey(key));
    // One buffer of our own, which can be wiped: what copies Node would make of a passphrase nobody knows.
    const buffer = Buffer.alloc(inputSize);
    const callback = (length: number): boolean => {
      const bytes = buffer.subarray(0, length);
      if (!this.#events.take(bytes)) keys(bytes);
      return true;
    };
    const input = new ReadStream(openTty(this.name), { onread: { buffer, callback } });
    input.setRawMode(true);
    input.on('error', ignore);
    input.resume();
    return input;
  }

  #talk(): WriteStream {
    const output = new WriteStream(openTty(this.name));
    output.on('error', ignore);
    return output;
  }

  #send(): void {
    const lines = this.#wanted;
    const bytes = lines ? redraw(this.#shown, lines) : '';
    if (bytes === '') {
      this.#wanted = undefined;
      return;
    }
    this.#shown = lines;
    this.#output.write(bytes, () => this.#send());
  }
}

/** A console that goes away (a USB adapter pulled out) takes only itself along. */
const ignore = (): void => {};

/**
 * A descriptor of /dev/NAME for reading and writing. Not as the controlling terminal, because the menu wants no
 * signals, and without waiting for a modem to answer.
 */
function openTty(name: string): number {
  return openSync(`/dev/${name}`, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
}
