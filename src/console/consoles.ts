// The menu on every console at once: one model, as many views of it as there are terminals.

import type { Journal } from '../journal.ts';
import { Dialogue } from './dialogue.ts';
import { type Event, emptyMenu, type Menu, type Request, update } from './model.ts';
import { Terminal } from './terminal.ts';
import { view } from './view.ts';

export class Consoles {
  readonly #terminals: Terminal[] = [];
  readonly #onKey: (request: Request | undefined, terminal: Terminal) => void;
  readonly #away = new Set<Terminal>();
  #dialogue: Dialogue | undefined;
  #menu: Menu;

  /**
   * Shows the menu under `heading` on the terminals `names`; one that cannot be opened is a line in the journal. `onKey` is called
   * for every key, with what it asks for and the terminal that it was pressed on.
   */
  constructor(
    names: readonly string[],
    heading: string,
    journal: Journal,
    onKey: (request: Request | undefined, terminal: Terminal) => void,
  ) {
    this.#menu = { ...emptyMenu, heading };
    this.#onKey = onKey;
    for (const name of names) {
      try {
        const terminal = new Terminal(name, {
          onKey: (key) => this.#pressed(terminal, { type: 'key', key }),
          take: (bytes) => this.#dialogue?.take(bytes) ?? false,
        });
        this.#terminals.push(terminal);
      } catch (failure) {
        journal.warning(
          `The menu cannot be shown on ${name}: ${failure instanceof Error ? failure.message : failure}.`,
        );
      }
    }
  }

  get menu(): Menu {
    return this.#menu;
  }

  /** Takes an event that is not a key, and shows what it changes. */
  dispatch(event: Event): void {
    this.#menu = update(this.#menu, event).menu;
    this.#show();
  }

  /**
   * Asks on all terminals at once for what nobody may see, under `title`; whoever answers answers for all. Until it is
   * closed, nothing that is typed goes to the menu. `onTyped` is called for whatever is typed.
   */
  openDialogue(title: string, onTyped: () => void): Dialogue {
    const dialogue = new Dialogue(title, {
      show: (question) => this.dispatch({ type: 'question', ...(question ? { question } : {}) }),
      onTyped,
      onClose: () => {
        if (this.#dialogue === dialogue) this.#dialogue = undefined;
      },
    });
    this.#dialogue = dialogue;
    return dialogue;
  }

  /** Runs `task` with the terminal cleared, cooked and not listened to; then shows the menu there again. */
  async lend(terminal: Terminal, task: () => Promise<void>): Promise<void> {
    this.#away.add(terminal);
    await terminal.leave();
    try {
      await task();
    } finally {
      this.#away.delete(terminal);
      terminal.enter();
      this.#show();
    }
  }

  /** Leaves all terminals with these lines on them, for the next system to go on below. */
  async leave(lines: readonly string[]): Promise<void> {
    await Promise.all(
      this.#terminals.map(async (terminal) => {
        this.#away.add(terminal);
        await terminal.leave(lines.map((line) => `${line}\n`).join(''));
      }),
    );
  }

  /** Takes the terminals back after {@link leave}, when the next system did not start. */
  enter(): void {
    this.#away.clear();
    for (const terminal of this.#terminals) terminal.enter();
    this.#show();
  }

  #pressed(terminal: Terminal, event: Event): void {
    const { menu, request } = update(this.#menu, event);
    this.#menu = menu;
    if (request?.type === 'redraw') terminal.forget();
    this.#show();
    this.#onKey(request, terminal);
  }

  #show(): void {
    for (const terminal of this.#terminals) {
      if (!this.#away.has(terminal)) terminal.show(view(this.#menu, terminal.size));
    }
  }
}
