// Which key does what to a line: those of GNU Readline's Emacs mode, which are also GRUB's.

import { type Key, spelling } from '../keys.ts';
import type { Action } from './line.ts';

const bindings: Readonly<Record<string, Exclude<Action['type'], 'insert'>>> = {
  left: 'back',
  'ctrl-b': 'back',
  right: 'forward',
  'ctrl-f': 'forward',
  'alt-b': 'word-back',
  'ctrl-left': 'word-back',
  'alt-left': 'word-back',
  'alt-f': 'word-forward',
  'ctrl-right': 'word-forward',
  'alt-right': 'word-forward',
  home: 'begin',
  'ctrl-a': 'begin',
  end: 'end',
  'ctrl-e': 'end',
  backspace: 'erase',
  'ctrl-h': 'erase',
  delete: 'delete',
  'ctrl-d': 'delete',
  'ctrl-u': 'cut-to-begin',
  'ctrl-k': 'cut-to-end',
  'ctrl-w': 'cut-argument',
  'alt-backspace': 'cut-word-back',
  'alt-d': 'cut-word-forward',
  'ctrl-y': 'yank',
  'ctrl-_': 'undo',
  'ctrl-z': 'undo',
  up: 'earlier',
  'ctrl-p': 'earlier',
  down: 'later',
  'ctrl-n': 'later',
};

/** What a key does to a line; undefined where it does nothing to it. */
export function actionOf(key: Key): Action | undefined {
  if (key.name === 'text' && key.text !== undefined && !key.ctrl && !key.alt) return { type: 'insert', text: key.text };
  const spelled = spelling(key);
  const type = Object.hasOwn(bindings, spelled) ? bindings[spelled] : undefined;
  return type && { type };
}
