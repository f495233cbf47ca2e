// The menu as lines, on every terminal: what each was told, and what is typed there.

import type { Key } from '../keys.ts';
import type { Menu } from '../model.ts';
import type { Terminal } from '../terminal.ts';
import { command, type Outcome } from './command.ts';
import { PlainReader } from './reader.ts';

export class PlainMode {
  readonly #readers = new Map<Terminal, PlainReader>();
  readonly #waiting = new Map<Terminal, Menu>();

  /** Tells the terminal what has changed, together with what else changes at once. */
  show(terminal: Terminal, menu: Menu): void {
    if (this.#waiting.size === 0) setImmediate(() => this.#tell());
    this.#waiting.set(terminal, menu);
  }

  /** Takes a key. What it asks for is undefined unless it ends a line. */
  take(terminal: Terminal, key: Key, menu: Menu): Outcome | undefined {
    const reader = this.#reader(terminal);
    const { echo, line } = reader.take(key);
    terminal.say(echo);
    if (line === undefined) return undefined;
    const outcome = command(menu, line);
    if (outcome.say) terminal.say(reader.say(outcome.say));
    return outcome;
  }

  /** The terminal is somebody else's from now on; afterwards it is told everything anew. */
  forget(terminal: Terminal): void {
    this.#readers.delete(terminal);
    this.#waiting.delete(terminal);
  }

  #tell(): void {
    const told = [...this.#waiting];
    this.#waiting.clear();
    for (const [terminal, menu] of told) terminal.say(this.#reader(terminal).tell(menu));
  }

  #reader(terminal: Terminal): PlainReader {
    const reader = this.#readers.get(terminal) ?? new PlainReader();
    this.#readers.set(terminal, reader);
    return reader;
  }
}
