// What each key does in the line editor, from the bytes that terminals send for it.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actionOf } from '../../../../src/console/editor/bindings.ts';
import { edit, startLine } from '../../../../src/console/editor/line.ts';
import { type Key, keyReader } from '../../../../src/console/keys.ts';

const history = ['first', 'second'];

/** The line after the cursor was put in the middle of `ro quiet splash`, before `u`, and `bytes` arrived. */
function typed(bytes: string): string {
  const keys: Key[] = [];
  keyReader((key) => keys.push(key))(Buffer.from(bytes));
  let line = { ...startLine('ro quiet splash', history), cursor: 4 };
  for (const key of keys) {
    const action = actionOf(key);
    if (action) line = { ...edit(line, action) };
  }
  return `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`;
}

const keys: readonly (readonly [string, string, string])[] = [
  ['a letter', 'X', 'ro qX|uiet splash'],
  ['a letter outside ASCII', '\u00fc', 'ro q\u00fc|uiet splash'],
  ['Left', '\x1b[D', 'ro |quiet splash'],
  ['Left in application mode', '\x1bOD', 'ro |quiet splash'],
  ['Right', '\x1b[C', 'ro qu|iet splash'],
  ['Ctrl-B', '\x02', 'ro |quiet splash'],
  ['Ctrl-F', '\x06', 'ro qu|iet splash'],
  ['Home', '\x1b[H', '|ro quiet splash'],
  ["Linux's Home", '\x1b[1~', '|ro quiet splash'],
  ['End', '\x1b[F', 'ro quiet splash|'],
  ["Linux's End", '\x1b[4~', 'ro quiet splash|'],
  ['Ctrl-A', '\x01', '|ro quiet splash'],
  ['Ctrl-E', '\x05', 'ro quiet splash|'],
  ['Alt-B', '\x1bb', 'ro |quiet splash'],
  ['Alt-F', '\x1bf', 'ro quiet| splash'],
  ['Ctrl-Left', '\x1b[1;5D', 'ro |quiet splash'],
  ['Ctrl-Right', '\x1b[1;5C', 'ro quiet| splash'],
  ['Backspace', '\x7f', 'ro |uiet splash'],
  ['Ctrl-H', '\b', 'ro |uiet splash'],
  ['Delete', '\x1b[3~', 'ro q|iet splash'],
  ['Ctrl-D', '\x04', 'ro q|iet splash'],
  ['Ctrl-U', '\x15', '|uiet splash'],
  ['Ctrl-K', '\x0b', 'ro q|'],
  ['Ctrl-W', '\x17', 'ro |uiet splash'],
  ['Alt-D', '\x1bd', 'ro q| splash'],
  ['Alt-Backspace', '\x1b\x7f', 'ro |uiet splash'],
  ['Ctrl-K and Ctrl-Y', '\x0b\x01\x19', 'uiet splash|ro q'],
  ['Ctrl-K and Ctrl-_', '\x0b\x1f', 'ro q|uiet splash'],
  ['Ctrl-K and Ctrl-Z', '\x0b\x1a', 'ro q|uiet splash'],
  ['Up', '\x1b[A', 'second|'],
  ['Ctrl-P twice', '\x10\x10', 'first|'],
  ['Up and Down', '\x1b[A\x1b[B', 'ro quiet splash|'],
  ['Up and Ctrl-N', '\x1b[A\x0e', 'ro quiet splash|'],
  ['F5, which does nothing', '\x1b[15~', 'ro q|uiet splash'],
];

for (const [name, bytes, expected] of keys) test(name, () => assert.is(typed(bytes), expected));

test.run();
