import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Key, keyOf, keyReader, spelling } from '../../../src/console/keys.ts';

/** The spellings of the keys in these chunks of bytes. */
function read(...chunks: (string | Uint8Array)[]): string[] {
  const keys: Key[] = [];
  const take = keyReader((key) => keys.push(key));
  for (const chunk of chunks) take(Buffer.from(chunk));
  return keys.map(spelling);
}

/** Waits until so many keys have come. */
async function soon(keys: readonly string[], count: number): Promise<void> {
  for (let tries = 0; tries < 500 && keys.length < count; tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

test('characters are themselves, in any script', () => {
  assert.equal(read('aB9/ü日'), ['a', 'B', '9', '/', 'ü', '日']);
  assert.equal(read(Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)), ['ü']);
});

test('keys without a character, as the Linux console, a VT220 and xterm send them', () => {
  for (const [bytes, name] of [
    ['\x1b[A\x1b[B\x1b[C\x1b[D', 'up down right left'],
    ['\x1bOA\x1bOB', 'up down'],
    ['\x1b[1~\x1b[4~\x1b[5~\x1b[6~\x1b[H\x1b[F\x1bOH\x1bOF', 'home end page-up page-down home end home end'],
    ['\x1b[2~\x1b[3~\x7f\b\t\x1b[Z', 'insert delete backspace backspace tab back-tab'],
    ['\x1b[[A\x1b[[E\x1bOP\x1b[21~\x1b[24~', 'f1 f5 f1 f10 f12'],
    ['\r\n', 'enter enter'],
  ] as const) {
    assert.is(read(bytes).join(' '), name);
  }
});

test('Ctrl and Alt', () => {
  assert.equal(read('\x01\x0c\x1a\x1f'), ['ctrl-a', 'ctrl-l', 'ctrl-z', 'ctrl-_']);
  assert.equal(read('\x1bf\x1b\x7f\x1b[1;5C\x1b[1;3D\x1b\x1b[C'), [
    'alt-f',
    'alt-backspace',
    'ctrl-right',
    'alt-left',
    'alt-right',
  ]);
});

test('a sequence may come byte by byte, as on a slow line', () => {
  assert.equal(read(...'\x1b[1;5C\x1b[Bx'), ['ctrl-right', 'down', 'x']);
});

test('ESC alone is Escape after a moment, and what follows later is no part of it', async () => {
  const keys: string[] = [];
  const take = keyReader((key) => keys.push(spelling(key)));
  take(Buffer.from('\x1b'));
  assert.equal(keys, []);
  await soon(keys, 1);
  take(Buffer.from('[A'));
  assert.equal(keys, ['escape', '[', 'A']);
});

test('a machine that stands still in the midst of a sequence goes on with it', async () => {
  const keys: string[] = [];
  const take = keyReader((key) => keys.push(spelling(key)));
  take(Buffer.from('\x1b'));
  for (const end = performance.now() + 400; performance.now() < end; );
  // What has arrived meanwhile is read after the timers that have run out.
  setTimeout(() => take(Buffer.from('[A')), 1);
  await soon(keys, 1);
  assert.equal(keys, ['up']);
});

test('what nobody knows is one key without a name, and never hangs', async () => {
  assert.equal(read('\x1b[?1;2c'), ['other']);
  const keys: string[] = [];
  const take = keyReader((key) => keys.push(spelling(key)));
  for (let round = 0; round < 100; round++) take(Buffer.from(`\x1b[${'9'.repeat(40)}`));
  const before = keys.length;
  take(Buffer.from('\x1b['));
  await soon(keys, before + 1);
  assert.is(keys.at(-1), 'other');
});

test('a spelling names its key', () => {
  for (const spelled of ['up', 'e', 'E', ' ', '-', 'ctrl-l', 'alt-f', 'ctrl-left', 'f10', 'ü']) {
    assert.is(spelling(keyOf(spelled)), spelled);
  }
});

test.run();
