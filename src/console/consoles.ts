// The menu on every console at once: one model, as many views of it as there are terminals.

import type { Journal } from '../journal.ts';
import { type Appearance, glyphsFor, paletteFor, usualAppearance } from './appearance.ts';
import { Dialogue } from './dialogue.ts';
import { unicode } from './glyphs.ts';
import type { Key } from './keys.ts';
import type { Size } from './layout.ts';
import { en, type Messages } from './messages/en.ts';
import { messagesOf } from './messages/languages.ts';
import { type Event, emptyMenu, type Menu, type Request, update } from './model.ts';
import type { PlainMode } from './plain/mode.ts';
import { leaveScreen } from './screen.ts';
import { Terminal } from './terminal.ts';
import { view } from './view.ts';

type OnKey = (request: Request | undefined, terminal: Terminal) => void;

export class Consoles {
  readonly #terminals: Terminal[] = [];
  readonly #journal: Journal;
  readonly #onKey: OnKey;
  readonly #away = new Set<Terminal>();
  #appearance = usualAppearance;
  /** For terminals that show nothing but ASCII. */
  #asAscii: (menu: Menu) => Menu = (menu) => menu;
  #plain: PlainMode | undefined;
  #dialogue: Dialogue | undefined;
  #menu: Menu;
  #followed = false;
  #held = false;
  /** How many keys were pressed, and how long it took at most to answer one, in milliseconds. */
  readonly #answers = { keys: 0, slowest: 0 };

  /**
   * Shows the menu under `heading` on the terminals `names`; one that cannot be opened is a line in the journal. `onKey` is called
   * for every key, with what it asks for and the terminal that it was pressed on.
   */
  constructor(names: readonly string[], heading: string, journal: Journal, onKey: OnKey) {
    this.#menu = { ...emptyMenu, heading };
    this.#journal = journal;
    this.#onKey = onKey;
    for (const name of names) {
      try {
        const terminal = new Terminal(name, {
          onKey: (key) => this.#pressed(terminal, key),
          take: (bytes) => this.#dialogue?.take(bytes) ?? false,
          onResize: () => this.#show(),
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

  /** The texts in the language of the menu. */
  get messages(): Messages {
    return this.#menu.messages;
  }

  /** Changes how the menu looks, as soon as what that needs has been read. */
  async setAppearance(appearance: Appearance): Promise<void> {
    const shown = this.#appearance;
    const { plain, language, colour, drawing } = appearance;
    const same = plain === shown.plain && language === shown.language;
    if (same && colour === shown.colour && drawing === shown.drawing) return;
    // Nothing is shown meanwhile that would have to be shown in another way at once.
    this.#held = true;
    try {
      const messages = await messagesOf(language);
      if (messages !== en) this.#asAscii = (await import('./messages/ascii-menu.ts')).asAscii(messages);
      else this.#asAscii = (menu) => menu;
      if (!plain) this.#plain = undefined;
      else this.#plain ??= new (await import('./plain/mode.ts')).PlainMode();
      // What was given may be changed by others later.
      this.#appearance = { plain, language, colour, drawing };
      this.#menu = update(this.#menu, { type: 'messages', messages }).menu;
    } finally {
      this.#held = false;
      this.#show();
    }
  }

  /** Takes an event that is not a key, and shows what it changes. */
  dispatch(event: Event): void {
    this.#menu = update(this.#menu, event).menu;
    this.#show();
  }

  /** Shows what has happened so far, and what happens while that is open. */
  openJournal(): void {
    this.dispatch({ type: 'pane', pane: { kind: 'journal', lines: this.#journal.lines(), top: undefined } });
    if (this.#followed) return;
    this.#followed = true;
    let waiting = false;
    this.#journal.follow(() => {
      if (waiting || this.#menu.pane?.kind !== 'journal') return;
      waiting = true;
      // Messages come in crowds.
      setImmediate(() => {
        waiting = false;
        this.dispatch({ type: 'lines', kind: 'journal', lines: this.#journal.lines() });
      });
    });
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
    await this.#give(terminal, '');
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
    const { keys, slowest } = this.#answers;
    if (keys > 0) this.#journal.in('menu').debug(`${keys} keys were answered, the slowest in ${slowest.toFixed(1)} ms`);
    await Promise.all(
      this.#terminals.map((terminal) => this.#give(terminal, lines.map((line) => `${line}\n`).join(''))),
    );
  }

  /** Takes the terminals back after {@link leave}, when the next system did not start. */
  enter(): void {
    this.#away.clear();
    for (const terminal of this.#terminals) terminal.enter();
    this.#show();
  }

  async #give(terminal: Terminal, text: string): Promise<void> {
    this.#away.add(terminal);
    this.#plain?.forget(terminal);
    await terminal.leave(text, this.#plain ? '\n' : leaveScreen);
  }

  #pressed(terminal: Terminal, key: Key): void {
    const start = performance.now();
    const request = this.#plain ? this.#typed(terminal, key) : this.#take(key);
    if (request?.type === 'redraw') terminal.forget();
    this.#show();
    this.#answers.keys++;
    this.#answers.slowest = Math.max(this.#answers.slowest, performance.now() - start);
    this.#onKey(request, terminal);
  }

  #take(key: Key): Request | undefined {
    const { menu, request } = update(this.#menu, { type: 'key', key });
    this.#menu = menu;
    return request;
  }

  /** A key in plain mode, where only a whole line asks for something. */
  #typed(terminal: Terminal, key: Key): Request | undefined {
    this.#menu = update(this.#menu, { type: 'attended' }).menu;
    const outcome = this.#plain?.take(terminal, key, this.#menu);
    if (!outcome?.event) return outcome?.request;
    const { menu, request } = update(this.#menu, outcome.event);
    this.#menu = menu;
    return outcome.request ?? request;
  }

  #show(): void {
    if (this.#held) return;
    const shown = this.#terminals.filter((terminal) => !this.#away.has(terminal));
    this.#menu = update(this.#menu, { type: 'size', size: smallest(shown) }).menu;
    for (const terminal of shown) {
      const glyphs = glyphsFor(terminal.name, this.#appearance);
      const menu = { ...(glyphs === unicode ? this.#menu : this.#asAscii(this.#menu)), glyphs };
      if (this.#plain) this.#plain.show(terminal, menu);
      else terminal.show(view(menu, terminal.size), paletteFor(terminal.name, this.#appearance));
    }
  }
}

function smallest(terminals: readonly Terminal[]): Size {
  const { size } = emptyMenu;
  if (terminals.length === 0) return size;
  return {
    columns: Math.min(...terminals.map((terminal) => terminal.size.columns)),
    rows: Math.min(...terminals.map((terminal) => terminal.size.rows)),
  };
}
