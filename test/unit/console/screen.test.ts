// How much is sent to a terminal: at 9600 baud a line carries 960 characters a second.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Terminal } from '../../../qemu/terminal.ts';
import type { Menu } from '../../../src/console/model.ts';
import { colours, monochrome, redraw } from '../../../src/console/screen.ts';
import { view } from '../../../src/console/view.ts';
import { entry } from '../entries.ts';
import { after, menuOf, press } from './menu.ts';

const size = { columns: 80, rows: 24 };

const menu = menuOf([
  entry('Debian GNU/Linux', { default: true }),
  entry('Debian GNU/Linux, with Linux 6.1.0-18-amd64', { submenu: ['Advanced options for Debian GNU/Linux'] }),
  ...Array.from({ length: 30 }, (_, index) => entry(`An entry with a title of some length, number ${index + 1}`)),
]);

const bytes = (before: Menu, next: Menu): number => redraw(view(before, size), view(next, size)).length;

test('a tick of the countdown takes less than 100 bytes, and nothing when it looks the same', () => {
  for (let left = 30; left > 0; left -= 0.25) {
    const before = after(menu, { type: 'countdown', total: 30, left });
    const next = after(menu, { type: 'countdown', total: 30, left: left - 0.25 });
    assert.ok(bytes(before, next) < 100, `${left}: ${bytes(before, next)}`);
  }
  const [some, same] = [9, 8.9].map((left) => after(menu, { type: 'countdown', total: 9, left }));
  assert.is(bytes(some!, same!), 0);
});

test('of a line only what has changed is sent, and what has become shorter is erased', () => {
  const line = (text: string) => [{ text, style: 'plain' as const }];
  assert.is(redraw(line('Loading 17 %'), line('Loading 18 %')), '\u001b[1;10H8 %');
  assert.is(redraw(line('Loading'), line('Load')), '\u001b[1;5H\u001b[K');
});

test('a move of the cursor takes less than 200 bytes', () => {
  let before = press(menu, 'x').menu;
  for (let step = 0; step < 8; step++) {
    const next = press(before, 'down').menu;
    assert.ok(bytes(before, next) < 200, `${step}: ${bytes(before, next)}`);
    before = next;
  }
});

test('what is sent makes the terminal show what it should, in any order of states', () => {
  const states = [
    menu,
    press(menu, 'down', 'down', 'i').menu,
    press(menu, 'h').menu,
    press(menu, '/', ...'num').menu,
    after(menu, { type: 'notice', text: 'Größe: 1 \u2500\u2500 日本' }),
    press(menu, 'end').menu,
    press(menu, 't').menu,
  ];
  for (const palette of [monochrome, colours]) {
    const terminal = new Terminal();
    let before: ReturnType<typeof view> | undefined;
    for (const index of [0, 1, 2, 3, 1, 4, 0, 5, 3, 6, 2, 0]) {
      const lines = view(states[index]!, size);
      terminal.write(Buffer.from(redraw(before, lines, palette)));
      const shown = lines.map(({ text }) => text.trimEnd());
      while (shown.at(-1) === '') shown.pop();
      // The emulator has one cell for a character of two columns.
      if (index !== 4) assert.equal(terminal.screen, shown);
      before = lines;
    }
  }
});

test('the cursor of the terminal stands where one types, and is hidden elsewhere', () => {
  const list = view(menu, size);
  const find = view(press(menu, '/', 'a').menu, size);
  const row = find.findIndex(({ cursor }) => cursor !== undefined);
  const column = find[row]!.cursor!;
  assert.is(find[row]!.text.length, column);
  assert.ok(redraw(list, find).endsWith(`\u001b[${row + 1};${column + 1}H\u001b[?25h`));
  assert.ok(redraw(find, list).endsWith('\u001b[?25l'));
  assert.is(redraw(find, find), '');
});

test.run();
