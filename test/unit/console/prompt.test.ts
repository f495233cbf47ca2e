import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Prompt } from '../../../src/console/prompt.ts';

/** A prompt, what it has shown (numbers of characters), and how it ended: the answer, or `cancelled`. */
function start() {
  const shown: number[] = [];
  const ends: string[] = [];
  const prompt = new Prompt({
    onChange: (characters) => shown.push(characters),
    onEnd: (answer) => ends.push(answer ? Buffer.from(answer).toString() : 'cancelled'),
  });
  const type = (...chunks: string[]) => {
    for (const chunk of chunks) prompt.take(Buffer.from(chunk));
  };
  return { prompt, type, shown, ends };
}

test('Enter ends it with what was typed', () => {
  const { type, shown, ends } = start();
  type('s', 'ecret', '\r');
  assert.equal(shown, [1, 6]);
  assert.equal(ends, ['secret']);
});

test('what comes after Enter is not taken', () => {
  const { type, ends } = start();
  type('one\rtwo\r', 'three\r');
  assert.equal(ends, ['one']);
});

test('Enter alone does nothing', () => {
  const { type, ends } = start();
  type('\r', '\n');
  assert.equal(ends, []);
});

test('Backspace takes back one character, also where it has several bytes; Ctrl-U all of them', () => {
  const { type, shown, ends } = start();
  type('aä€', '\x7f', '\x7f', '\x08', '\x7f', 'wrong', '\x15', 'right\n');
  assert.equal(shown, [3, 2, 1, 0, 0, 5, 0]);
  assert.equal(ends, ['right']);
});

test('the arrow and function keys do not end up in it', () => {
  const { type, ends } = start();
  type('a\x1b[A', 'b\x1bOP', 'c\x1b[[A', 'd\x1b[15~', 'e\x1b', '[1;5C', 'f\r');
  assert.equal(ends, ['abcdef']);
});

test('Escape and Ctrl-C cancel it', async () => {
  const escaped = start();
  escaped.type('abc\x1b');
  assert.equal(escaped.ends, []);
  for (let tries = 0; tries < 500 && escaped.ends.length === 0; tries++) await sleep(20);
  assert.equal(escaped.ends, ['cancelled']);
  const stopped = start();
  stopped.type('abc\x03def\r');
  assert.equal(stopped.ends, ['cancelled']);
});

test('what goes beyond 512 bytes is not taken', () => {
  const { type, ends } = start();
  type('x'.repeat(600), '\r');
  assert.is(ends[0]!.length, 512);
});

test('what arrived is wiped where it arrived', () => {
  const { prompt } = start();
  const chunk = Buffer.from('secret\r');
  prompt.take(chunk);
  assert.ok(chunk.every((byte) => byte === 0));
});

test.run();
