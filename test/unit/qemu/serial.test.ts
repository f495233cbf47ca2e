import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Serial } from '../../../qemu/serial.ts';
import { failure } from '../../failure.ts';

/** A console whose machine prints what is given to `print`. */
function console(): { serial: Serial; print: (text: string) => void; typed: string[] } {
  const typed: string[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      typed.push(String(chunk));
      done();
    },
  });
  const serial = new Serial(socket as Socket, performance.now());
  return { serial, print: (text) => socket.push(text), typed };
}

const soon = { seconds: 5, what: 'the prompt' };

test('what is printed after the wait began is found', async () => {
  const { serial, print } = console();
  const seen = serial.expect(/login: $/, soon);
  print('demo lo');
  print('gin: ');
  assert.is((await seen).match[0], 'login: ');
});

test('what was expected once is not found again', async () => {
  const { serial, print } = console();
  print('$ first\n$ ');
  await serial.expect(/\$ /, soon);
  await serial.expect(/\$ /, soon);
  assert.match((await failure(serial.expect(/\$ /, { ...soon, seconds: 0.05 }))).message, /waited 0.05 s/);
});

test('a wait that is too long names what was awaited and shows the screen', async () => {
  const { serial, print } = console();
  print('Gave up waiting for root device.\r\n(initramfs) ');
  const { message } = await failure(serial.expect(/login:/, { seconds: 0.05, what: 'the login prompt' }));
  assert.match(message, /waited 0\.05 s for the login prompt/);
  assert.match(message, /\| Gave up waiting for root device\.\n {2}\| \(initramfs\)/);
});

test('the end of the machine ends a wait with its reason', async () => {
  const { serial } = console();
  const seen = failure(serial.expect(/login:/, soon));
  serial.end('QEMU failed with exit status 1');
  assert.match((await seen).message, /QEMU failed with exit status 1 in the wait for the prompt/);
});

test('a screen that was drawn with cursor moves is found line by line', async () => {
  const { serial, print } = console();
  print('\x1b[2J\x1b[2;1Hsecond\x1b[1;1Hfirst');
  await serial.expectScreen(/^first\nsecond$/, soon);
});

test('a question for the cursor is answered on the line', async () => {
  const { serial, print, typed } = console();
  print('\x1b[6n.');
  await serial.expect(/\./, soon);
  assert.equal(typed, ['\x1b[1;1R']);
});

test.run();
