// One console of the machine: a tty in raw mode, with what it shows.

import { constants, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import { windowSize } from '../linux/window-size.ts';
import { isScreen, parseConsole } from './appearance.ts';
import { type Key, keyReader } from './keys.ts';
import type { Line, Size } from './layout.ts';
import { leaveScreen, type Palette, redraw } from './screen.ts';

/** What a serial line, which knows no size, is taken for. */
const usual: Size = { columns: 80, rows: 24 };

/** How long a terminal may take to accept the last bytes, in milliseconds: there may be nobody at its other end. */
const patience = 500;

/** As much of what is typed or pasted as is taken at once, in bytes. */
const inputSize = 4096;

/** As much as may wait for a slow line, in bytes; what is said beyond that is lost. */
const outputSize = 64 * 1024;

/** Milliseconds between two looks at a screen's size: who is not its session's leader gets no SIGWINCH. */
const sizeInterval = 1000;

export interface TerminalEvents {
  onKey(key: Key): void;
  /** Takes bytes that are not keys of the menu, and wipes them; false where they are. */
  take(bytes: Uint8Array): boolean;
  /** The terminal has another size now: a driver for the graphics has been loaded. */
  onResize(): void;
}

export class Terminal {
  /** As in /sys/class/tty: `ttyS0`. */
  readonly name: string;
  readonly #given: Size | undefined;
  readonly #events: TerminalEvents;
  #input: ReadStream;
  #output: WriteStream;
  #fd = -1;
  #timer: NodeJS.Timeout | undefined;
  #size: Size = usual;
  #shown: readonly Line[] | undefined;
  #palette: Palette | undefined;
  #wanted: { readonly lines: readonly Line[]; readonly palette: Palette } | undefined;

  /**
   * Opens /dev/NAME; `events` gets what is typed there. Raises Node's error when it is no terminal.
   * @param place its name, and where it is given its size: `ttyS0:132x50`
   */
  constructor(place: string, events: TerminalEvents) {
    const { name, size } = parseConsole(place);
    this.name = name;
    this.#given = size;
    this.#events = events;
    // Two descriptors, because one cannot be waited on twice.
    this.#input = this.#listen();
    this.#output = this.#talk();
  }

  get size(): Size {
    return this.#size;
  }

  /** Shows these lines, sending what differs from the last ones; a slow line skips what it could not show in time. */
  show(lines: readonly Line[], palette: Palette): void {
    const busy = this.#wanted !== undefined;
    this.#wanted = { lines, palette };
    if (!busy) this.#send();
  }

  /** Writes text as it is, below what is there. */
  say(text: string): void {
    this.forget();
    if (text !== '' && this.#output.writableLength < outputSize) this.#output.write(text.replaceAll('\n', '\r\n'));
  }

  /** Makes the next `show` send everything. */
  forget(): void {
    this.#shown = undefined;
  }

  /**
   * Hands the terminal to somebody else (a shell, the next kernel): cleared, with `text` on it, cooked, and closed.
   * Resolves when the terminal has taken it all, or after a bound.
   * @param clear what clears it
   */
  async leave(text = '', clear = leaveScreen): Promise<void> {
    this.#wanted = undefined;
    this.forget();
    clearInterval(this.#timer);
    this.#input.setRawMode(false);
    // A stream that is only paused takes the next key from whoever comes now.
    this.#input.destroy();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#output.write(clear + text, () => {
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
    this.#fd = openTty(this.name);
    const output = new WriteStream(this.#fd);
    output.on('error', ignore);
    this.#size = this.#measure();
    if (isScreen(this.name)) this.#timer = setInterval(() => this.#look(), sizeInterval).unref();
    return output;
  }

  #measure(): Size {
    return this.#given ?? windowSize(this.#fd) ?? usual;
  }

  #look(): void {
    const { columns, rows } = this.#measure();
    if (columns === this.#size.columns && rows === this.#size.rows) return;
    this.#size = { columns, rows };
    // Whoever has changed it has moved what was there.
    this.forget();
    this.#events.onResize();
  }

  #send(): void {
    const wanted = this.#wanted;
    if (wanted && wanted.palette !== this.#palette) this.forget();
    const bytes = wanted ? redraw(this.#shown, wanted.lines, wanted.palette) : '';
    if (bytes === '') {
      this.#wanted = undefined;
      return;
    }
    this.#shown = wanted?.lines;
    this.#palette = wanted?.palette;
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
