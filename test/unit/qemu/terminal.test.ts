import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Terminal, usual } from '../../../qemu/terminal.ts';

const { columns, rows } = usual;

function shown(...chunks: string[]): Terminal {
  const terminal = new Terminal();
  for (const chunk of chunks) terminal.write(Buffer.from(chunk));
  return terminal;
}

test('text stands where the cursor was moved to', () => {
  assert.equal(shown('\x1b[2J\x1b[2;3Hmenu\x1b[1;1Htop').screen, ['top', '  menu']);
});

test('colours leave no trace', () => {
  const terminal = shown('\x1b[1;44mDebian\x1b[0m GNU/Linux');
  assert.equal(terminal.screen, ['Debian GNU/Linux']);
  assert.is(terminal.transcript, 'Debian GNU/Linux');
});

test('a sequence that is cut between two chunks is one sequence', () => {
  assert.equal(shown('a\x1b', '[', '1', ';1Hb').screen, ['b']);
});

test('a character that is cut between two chunks is one character', () => {
  const terminal = new Terminal();
  const bytes = Buffer.from('\u00e9');
  terminal.write(bytes.subarray(0, 1));
  terminal.write(bytes.subarray(1));
  assert.is(terminal.transcript, '\u00e9');
});

test('the first lines scroll away and stay in the transcript', () => {
  const terminal = shown(Array.from({ length: rows + 1 }, (_, line) => `line ${line}`).join('\r\n'));
  assert.is(terminal.screen[0], 'line 1');
  assert.is(terminal.screen.length, rows);
  assert.match(terminal.transcript, /^line 0\nline 1\n/);
});

test('a line longer than the terminal goes on in the next', () => {
  assert.equal(shown('x'.repeat(columns + 1)).screen, ['x'.repeat(columns), 'x']);
});

test('erasing clears to the end of the line and of the screen', () => {
  assert.equal(shown('one\r\ntwo\r\nthree\x1b[1;2H\x1b[K\x1b[2;1H\x1b[J').screen, ['o']);
});

test('a question for the cursor is answered', () => {
  const replies: string[] = [];
  const terminal = new Terminal((reply) => replies.push(reply));
  terminal.write(Buffer.from('\x1b[999;999H\x1b[6n'));
  assert.equal(replies, [`\x1b[${rows};${columns}R`]);
});

test('any bytes give a screen of the right size', () => {
  const terminal = new Terminal();
  let state = 1;
  const bytes = Buffer.alloc(200_000);
  for (let at = 0; at < bytes.length; at++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    // Every eighth an escape or a bracket, so that there are sequences.
    bytes[at] = state % 8 === 0 ? 0x1b : state % 8 === 1 ? 0x5b : state >> 8;
  }
  for (let at = 0; at < bytes.length; at += 777) terminal.write(bytes.subarray(at, at + 777));
  assert.ok(terminal.screen.length <= rows);
  for (const line of terminal.screen) assert.ok(line.length <= columns);
});

test('an escape sequence without an end is dropped, not kept for ever', () => {
  const terminal = shown(`\x1b]${'x'.repeat(100_000)}`, '\x1b[2J\x1b[Hafter');
  assert.equal(terminal.screen, ['after']);
});

test.run();
