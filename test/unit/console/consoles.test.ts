// The menu on a real terminal: what is drawn there, what keys do, and how it is lent and left.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Terminal } from '../../../qemu/terminal.ts';

const program = join(import.meta.dirname, 'showing.ts');
const seconds = 20;

/** Starts the program on a terminal of its own, which script(1) makes. */
function start(...settings: string[]) {
  const command = [process.execPath, program, ...settings].join(' ');
  const script = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null']);
  const size = /size=(\d+)x(\d+)/.exec(settings.join());
  const terminal = new Terminal(undefined, { columns: Number(size?.[1] ?? 80), rows: Number(size?.[2] ?? 25) });
  let sent = '';
  script.stdout.on('data', (bytes: Buffer) => {
    sent += bytes.toString();
    terminal.write(bytes);
  });
  // When all that it printed has arrived as well.
  const ended = once(script, 'close');
  return {
    terminal,
    ended,
    get sent() {
      return sent;
    },
    type: (text: string) => script.stdin.write(text),
    /** Waits until the screen matches. */
    async until(pattern: RegExp): Promise<string> {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const screen = terminal.screen.join('\n');
        if (pattern.test(screen)) return screen;
        if (performance.now() > end) throw new Error(`waited ${seconds} s for ${pattern}; the screen is\n${screen}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async [Symbol.asyncDispose]() {
      script.kill();
      await ended;
    },
  };
}

test('the menu is drawn, and keys change it', async () => {
  await using menu = start('size=80x25');
  await menu.until(/^ The menu\.\n\n 1 \* Debian\n 2 \+ Advanced\n[\s\S]*9 s, any key stops this/);
  menu.type('\x1b[B\r');
  await menu.until(/^(?![\s\S]*any key)[\s\S]*2 - Advanced\n 3 {6}Older\n/);
  menu.type('n');
  await menu.until(/asked for network\./);
});

test('the journal follows what happens while it is open', async () => {
  await using menu = start('size=80x25');
  await menu.until(/Debian/);
  menu.type('n');
  await menu.until(/asked for network/);
  menu.type('l');
  await menu.until(/What has happened[\s\S]*the network was asked for/);
});

test('a terminal that was lent shows the menu again afterwards', async () => {
  await using menu = start('size=80x25');
  await menu.until(/Debian/);
  menu.type('s');
  await menu.until(/The menu\.[\s\S]*asked for shell\./);
  assert.match(menu.sent, /<the shell>/);
  menu.type('n');
  await menu.until(/asked for network\./);
});

test('the last words stand on a cleared screen with its cursor', async () => {
  await using menu = start('size=80x25');
  await menu.until(/Debian/);
  menu.type('o');
  await menu.ended;
  assert.equal(menu.terminal.screen, ['The last words.']);
  assert.match(menu.sent, /\x1b\[\?25h[^\x1b]*The last words\.\r\n$/);
});

test('the size, the language, colours and drawing are those that were asked for', async () => {
  await using menu = start('size=40x12', 'language=de', 'colour=on', 'drawing=utf8');
  const screen = await menu.until(/1 \* Debian[\s\S]*h alle Tasten/);
  assert.is(screen.split('\n').length, 12);
  assert.match(screen, /\u2500{39}\n 1 \* Debian/);
  assert.match(menu.sent, /\x1b\[1;36m The menu/);
});

test('a terminal that is not known to show more gets ASCII, also in what has been said', async () => {
  await using menu = start('size=80x25', 'language=de');
  await menu.until(/Hoch\/Runter waehlen/);
  menu.type('n');
  await menu.until(/gefragt: network, fuer mich\./);
});

test('in plain mode nothing but lines is sent, and a typed line is a command', async () => {
  await using menu = start('plain=yes', 'size=80x25');
  await menu.until(
    /^The menu\.\n(?:At first\.\nNumber[^\n]*\n)?Entries:\n1 Debian \(default\)\n2 Advanced \(submenu\)\n\* Debian: it is the/,
  );
  await menu.until(/9 s, any key stops this: "Debian" boots\nNumber or command \(help\):$/);
  menu.type('netx\x7fwork\r');
  await menu.until(/\(help\): network\nasked for network\.\nThe countdown has stopped\.\nNumber/);
  menu.type('off\r');
  await menu.ended;
  assert.match(menu.sent, /The last words\.\r\n$/);
  assert.not.match(menu.sent, /\x1b/);
});

test.run();
