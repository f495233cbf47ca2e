// What a person takes for one character, and for one word.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  after,
  argumentBegin,
  before,
  characters,
  wordBegin,
  wordEnd,
} from '../../../../src/console/editor/characters.ts';

const [accented, penguin, family] = ['e\u0301', '\u{1f427}', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'];

test('accents and joined pictures belong to one character', () => {
  assert.equal(characters(`a${accented}${penguin}${family}b`), ['a', accented, penguin, family, 'b']);
});

test('a text has the same characters from the front and from the end, whatever is in it', () => {
  const odd = ['\u0301a', '\u200d\u200d', '\ud800x', 'x\udc00', `${family}\u0301${penguin}`, '', accented.repeat(3)];
  for (const text of odd) {
    const ends: number[] = [];
    for (let at = text.length; at > 0; at = before(text, at)) ends.unshift(at);
    const expected: number[] = [];
    for (let at = 0; at < text.length; ) {
      at = after(text, at);
      expected.push(at);
    }
    assert.equal(ends, expected, JSON.stringify(text));
  }
});

test('words are of letters and digits; an argument has no blank in it', () => {
  const text = 'ro root=UUID=12-ab  quiet';
  assert.is(wordEnd(text, 3), 7);
  assert.is(wordEnd(text, 7), 12);
  assert.is(wordBegin(text, 18), 16);
  assert.is(wordBegin(text, 8), 3);
  assert.is(argumentBegin(text, 18), 3);
  assert.is(argumentBegin(text, 20), 3);
  assert.is(wordBegin(text, 0), 0);
  assert.is(wordEnd(text, text.length), text.length);
});

test('a long text without a word takes no time', () => {
  const text = '='.repeat(8192);
  const start = performance.now();
  assert.is(wordBegin(text, text.length), 0);
  assert.is(wordEnd(text, 0), text.length);
  assert.ok(performance.now() - start < 10_000);
});

test.run();
