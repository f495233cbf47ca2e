// What arrives from a terminal, as keys: the sequences that Linux's console, VT220 and xterm send for them.
// ECMA-48, 5.4; https://invisible-island.net/xterm/ctlseqs/ctlseqs.html; console_codes(4)

import { StringDecoder } from 'node:string_decoder';
import { waitForSequence } from './sequence-wait.ts';

/** Keys without a character; `text` is any key that has one, and `other` one that nobody knows. */
export type KeyName =
  | 'text'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'insert'
  | 'delete'
  | 'backspace'
  | 'enter'
  | 'tab'
  | 'back-tab'
  | 'escape'
  | `f${number}`
  | 'other';

export interface Key {
  readonly name: KeyName;
  /** Of `text` its character; with `ctrl` the small letter. */
  readonly text?: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
}

/** The key in one word, as tables of keys have it: `up`, `e`, `E`, `ctrl-l`, `alt-f`, `ctrl-left`. */
export function spelling({ name, text, ctrl, alt }: Key): string {
  return `${ctrl ? 'ctrl-' : ''}${alt ? 'alt-' : ''}${text ?? name}`;
}

/** The key of a spelling. */
export function keyOf(spelled: string): Key {
  const [, ctrl, alt, rest = ''] = /^(ctrl-)?(alt-)?(.+)$/su.exec(spelled) ?? [];
  const held = { ctrl: ctrl !== undefined, alt: alt !== undefined };
  return [...rest].length === 1 ? { name: 'text', text: rest, ...held } : { name: rest as KeyName, ...held };
}

/** The final byte of `ESC [` and `ESC O`; of the latter also F1 to F4. */
const finals: Readonly<Record<string, KeyName>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'back-tab',
};

/** The number in `ESC [ number ~`. */
const numbers: Readonly<Record<string, KeyName>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'page-up',
  6: 'page-down',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

const controls: Readonly<Record<string, KeyName>> = {
  '\b': 'backspace',
  '\x7f': 'backspace',
  '\t': 'tab',
  '\r': 'enter',
  '\n': 'enter',
};

/** A whole sequence; a second ESC before it is the Alt key. `ESC [ [ A` is Linux's F1. */
const sequence = /\x1b(\x1b?)(?:\[\[([A-E])|O([ -~])|\[([0-?]*)[ -/]*([@-Z\\-~])|([^\x1b[O]))/uy;
/** What may become one when more arrives. */
const beginning = /^\x1b\x1b?(?:\[\[?|\[[0-?]*[ -/]*|O)?$/;
const longestSequence = 32;

const none = { ctrl: false, alt: false };

function ofCharacter(character: string, alt: boolean): Key {
  const name = controls[character];
  if (name) return { name, ctrl: false, alt };
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20) return { name: 'text', text: character, ctrl: false, alt };
  return { name: 'text', text: String.fromCharCode(code + 0x40).toLowerCase(), ctrl: true, alt };
}

function ofSequence(match: RegExpExecArray): Key {
  const [, twice, linux, single, parameters = '', final = '', character] = match;
  const alt = twice !== '';
  if (character !== undefined) return ofCharacter(character, true);
  if (linux !== undefined) return { name: `f${linux.charCodeAt(0) - 0x40}`, ctrl: false, alt };
  const [first = '', modifier = ''] = parameters.split(';');
  // xterm counts from 1: Shift adds 1, Alt 2, Ctrl 4.
  const held = Math.max(0, Number(modifier) - 1) || 0;
  const name = (final === '~' ? numbers[first] : finals[single ?? final]) ?? 'other';
  return { name, ctrl: (held & 4) !== 0, alt: alt || (held & 2) !== 0 };
}

/** What takes the bytes of a terminal in raw mode, and calls `onKey` for each key in them. */
export function keyReader(onKey: (key: Key) => void): (bytes: Uint8Array) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let stopWaiting = (): void => {};

  const giveUp = (): void => {
    const name = /^\x1b+$/.test(rest) ? 'escape' : 'other';
    rest = '';
    onKey({ name, ...none });
  };
  return (bytes) => {
    stopWaiting();
    const text = rest + decoder.write(Buffer.from(bytes));
    rest = '';
    for (let at = 0; at < text.length; ) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      sequence.lastIndex = at;
      const match = character === '\x1b' ? sequence.exec(text) : null;
      if (match) {
        at += match[0].length;
        onKey(ofSequence(match));
      } else if (character === '\x1b' && text.length - at < longestSequence && beginning.test(text.slice(at))) {
        rest = text.slice(at);
        stopWaiting = waitForSequence(giveUp);
        return;
      } else {
        at += character.length;
        onKey(character === '\x1b' ? { name: 'escape', ...none } : ofCharacter(character, false));
      }
    }
  };
}
