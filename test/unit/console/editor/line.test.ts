// The line editor, action by action. In the texts `|` is the cursor.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Action, edit, type Line, startLine } from '../../../../src/console/editor/line.ts';

type Name = Exclude<Action['type'], 'insert'>;

/** A line from a text with `|` in it. */
function lineOf(marked: string, history: readonly string[] = []): Line {
  const cursor = marked.indexOf('|');
  return { ...startLine(marked.replace('|', ''), history), cursor };
}

const marked = ({ text, cursor }: Line): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

/** What becomes of a line by actions, of which `=text` inserts a text. */
function after(start: string | Line, ...actions: readonly (Name | `=${string}`)[]): Line {
  let line = typeof start === 'string' ? lineOf(start) : start;
  for (const action of actions) {
    const type = action as Name;
    line = edit(line, action.startsWith('=') ? { type: 'insert', text: action.slice(1) } : { type });
  }
  return line;
}

const becomes = (start: string, actions: readonly (Name | `=${string}`)[], end: string) =>
  assert.is(marked(after(start, ...actions)), end);

test('a line begins with the cursor at its end', () => {
  assert.is(marked(startLine('quiet')), 'quiet|');
});

test('letters go in at the cursor', () => {
  becomes('ro |quiet', ['=1', '= '], 'ro 1 |quiet');
});

test('line feeds and other control characters of a paste become spaces', () => {
  becomes('|', ['=a\nb\x1b[2Jc'], 'a b [2Jc|');
});

test('a line takes 8192 characters and no more', () => {
  assert.is(after('|', `=${'x'.repeat(9000)}`, '=y').text.length, 8192);
});

test('Backspace and Delete take the character on either side', () => {
  becomes('ab|cd', ['erase'], 'a|cd');
  becomes('ab|cd', ['delete'], 'ab|d');
  becomes('|cd', ['erase'], '|cd');
  becomes('ab|', ['delete'], 'ab|');
});

test('an accent that stands alone and a picture of two code units go with their character', () => {
  becomes('ae\u0301|', ['erase'], 'a|');
  becomes('a\u{1f427}|b', ['erase'], 'a|b');
  becomes('|\u{1f427}b', ['forward', 'delete'], '\u{1f427}|');
});

test('the cursor goes by characters, by words and to both ends, and stays in the line', () => {
  becomes('ab|c', ['back'], 'a|bc');
  becomes('ab|c', ['forward', 'forward'], 'abc|');
  becomes('|abc', ['back'], '|abc');
  becomes('root=UUID=12|-34 ro', ['word-back'], 'root=UUID=|12-34 ro');
  becomes('root=|UUID=12', ['word-back'], '|root=UUID=12');
  becomes('root|=UUID=12', ['word-forward'], 'root=UUID|=12');
  becomes('a b|', ['word-forward'], 'a b|');
  becomes('ab|c', ['begin'], '|abc');
  becomes('ab|c', ['end'], 'abc|');
});

test('cutting takes what is to the beginning, to the end, a word to either side, an argument', () => {
  becomes('ro qu|iet', ['cut-to-begin'], '|iet');
  becomes('ro qu|iet', ['cut-to-end'], 'ro qu|');
  becomes('ro root=UUID=12| x', ['cut-word-back'], 'ro root=UUID=| x');
  becomes('ro |root=UUID', ['cut-word-forward'], 'ro |=UUID');
  becomes('ro root=UUID=12| x', ['cut-argument'], 'ro | x');
  becomes('ro root=1  |x', ['cut-argument'], 'ro |x');
  becomes('ro|', ['cut-argument'], '|');
});

test('what was cut comes back where the cursor is; what is cut in a row is one piece', () => {
  becomes('ro| quiet', ['cut-to-end', 'begin', 'yank'], ' quiet|ro');
  becomes('a b c|', ['cut-argument', 'cut-argument', 'yank'], 'a b c|');
  becomes('|a b c', ['cut-word-forward', 'cut-word-forward', 'end', 'yank'], ' ca b|');
  becomes('a b|', ['cut-argument', 'back', 'cut-argument', 'end', 'yank'], ' a|');
  becomes('a|', ['erase', 'yank'], '|');
});

test('undo goes back by words that were typed, and by what was taken away in a row', () => {
  becomes('|', ['=r', '=o', '= ', '=x', '=y', 'undo'], 'ro|');
  becomes('|', ['=r', '=o', '= ', '=x', '=y', 'undo', 'undo'], '|');
  becomes('quiet|', ['erase', 'erase', 'undo'], 'quiet|');
  becomes('a| b', ['cut-to-end', 'undo'], 'a| b');
  becomes('a|', ['undo'], 'a|');
});

test('moving in between begins a new piece to undo', () => {
  becomes('|', ['=a', '=b', 'begin', '=c', 'undo'], '|ab');
});

test('what was entered before comes back, newest first, and what was being typed after that', () => {
  const line = lineOf('now|', ['first', 'second']);
  assert.is(after(line, 'earlier').text, 'second');
  assert.is(marked(after(line, 'earlier', 'earlier', 'earlier')), 'first|');
  assert.is(after(line, 'earlier', 'later', 'later').text, 'now');
  assert.is(after(line, 'earlier', '=!', 'undo', 'undo').text, 'now');
});

test.run();
