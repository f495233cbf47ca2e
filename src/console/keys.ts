// What arrives from a terminal, as the names of keys.

import { emitKeypressEvents, type Key as Keypress } from 'node:readline';
import { PassThrough } from 'node:stream';

export type Key =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'redraw'
  | 's'
  | 'r'
  | 'o'
  | 'i'
  | 'other';

const named: Readonly<Record<string, Key>> = {
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
  pageup: 'page-up',
  pagedown: 'page-down',
  home: 'home',
  end: 'end',
  return: 'enter',
  enter: 'enter',
  escape: 'escape',
  s: 's',
  r: 'r',
  o: 'o',
  i: 'i',
};

function keyOf(press: Keypress): Key {
  if (press.ctrl) return press.name === 'l' ? 'redraw' : 'other';
  const name = press.name ?? '';
  return (Object.hasOwn(named, name) ? named[name] : undefined) ?? 'other';
}

/** What takes the bytes of a terminal in raw mode, and calls `onKey` for each key in them. */
export function keyReader(onKey: (key: Key) => void): (bytes: Uint8Array) => void {
  const stream = new PassThrough();
  emitKeypressEvents(stream);
  stream.on('keypress', (_text: string | undefined, press: Keypress) => onKey(keyOf(press)));
  return (bytes) => void stream.write(Uint8Array.from(bytes));
}
