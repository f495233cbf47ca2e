// One terminal in plain mode: what it was told, and what is being typed there.

import { type Key, spelling } from '../keys.ts';
import type { Menu } from '../model.ts';
import { announce } from './announce.ts';
import { fieldPrompt } from './fill-in.ts';

/** A cmdline may be that long (2,048 on x86), and a word before it. */
const longest = 2200;

export class PlainReader {
  #told: Menu | undefined;
  #prompt = '';
  #typed = '';

  /** What to write so that the terminal is told of `menu`, with the prompt below. */
  tell(menu: Menu): string {
    const lines = announce(this.#told, menu);
    this.#told = menu;
    return this.say(lines);
  }

  /** What to write for these lines. */
  say(lines: readonly string[]): string {
    const menu = this.#told;
    const prompt = menu ? promptOf(menu) : '';
    if (lines.length === 0 && prompt === this.#prompt) return '';
    const start = this.#prompt === '' ? '' : '\n';
    this.#prompt = prompt;
    return `${start}${lines.map((line) => `${printable(line)}\n`).join('')}${prompt}${this.#typed}`;
  }

  /** Takes a key: what to write for it, and the line that it ends. */
  take(key: Key): { readonly echo: string; readonly line?: string } {
    const spelled = spelling(key);
    if (spelled === 'enter') {
      const line = this.#typed;
      this.#typed = '';
      this.#prompt = '';
      return { echo: '\n', line };
    }
    if (spelled === 'backspace') {
      if (this.#typed === '') return { echo: '' };
      this.#typed = [...this.#typed].slice(0, -1).join('');
      return { echo: '\b \b' };
    }
    if (spelled === 'ctrl-u' || spelled === 'escape') {
      this.#typed = '';
      return { echo: `\n${this.#prompt}` };
    }
    if (key.name !== 'text' || key.ctrl || key.alt || this.#typed.length >= longest) return { echo: '' };
    this.#typed += key.text;
    return { echo: key.text ?? '' };
  }

  /** Forgets what was told: the terminal was somebody else's. */
  forget(): void {
    this.#told = undefined;
    this.#prompt = '';
    this.#typed = '';
  }
}

function promptOf({ question, pane, messages }: Menu): string {
  if (question) return `${question.title}: `;
  return pane?.kind === 'editor' ? fieldPrompt(pane.form, messages) : messages.plain.prompt;
}

const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
