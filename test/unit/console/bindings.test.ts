// Every key of the list.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bindings } from '../../../src/console/bindings.ts';
import type { Request } from '../../../src/console/model.ts';
import { helpLines } from '../../../src/console/panes/help.ts';
import { entry } from '../entries.ts';
import { after, current, menuOf, press, screen, titles } from './menu.ts';

const debian = entry('Debian', { default: true });
const newer = entry('Debian, with Linux 6.1', { submenu: ['Advanced'] });
const older = entry('Debian, with Linux 5.10', { submenu: ['Advanced'] });
const memtest = entry('Memory test');
const start = menuOf([debian, newer, older, memtest]);

test('the cursor moves by arrows and pages, to both ends, and never out of the list', () => {
  assert.is(current(press(start, 'up').menu), 'Debian');
  assert.is(current(press(start, 'down').menu), '[Advanced]');
  assert.is(current(press(start, 'end').menu), 'Memory test');
  assert.is(current(press(start, 'end', 'down').menu), 'Memory test');
  assert.is(current(press(start, 'page-down', 'home').menu), 'Debian');
  assert.is(current(press(start, 'end', 'page-up').menu), 'Debian');
});

test('Enter and Right open a submenu, Enter and Left fold it', () => {
  for (const [open, close] of [
    ['enter', 'enter'],
    ['right', 'left'],
  ] as const) {
    const opened = press(start, 'down', open).menu;
    assert.equal(titles(opened), ['Debian', '[Advanced]', newer.title, older.title, 'Memory test']);
    assert.is(titles(press(opened, close).menu).length, 3);
  }
});

test('Enter on an entry asks to boot it and forgets old failures', () => {
  const { menu, request } = press(after(start, { type: 'notice', text: 'no luck' }), 'enter');
  assert.equal(request, { type: 'boot', entry: debian });
  assert.equal(menu.notices, []);
});

/** Each key that asks for something, on the default. */
const asked: Readonly<Record<string, Request>> = {
  e: { type: 'edit', entry: debian, what: 'cmdline' },
  E: { type: 'edit', entry: debian, what: 'all' },
  d: { type: 'make-default', entry: debian },
  b: { type: 'boot-once', entry: debian },
  u: { type: 'enter-path' },
  n: { type: 'network' },
  l: { type: 'journal' },
  p: { type: 'probe' },
  s: { type: 'shell' },
  f: { type: 'firmware-setup' },
  r: { type: 'reboot' },
  o: { type: 'power-off' },
  'ctrl-l': { type: 'redraw' },
};

for (const [key, request] of Object.entries(asked)) {
  test(`${key} asks for ${request.type}`, () => {
    assert.equal(press(start, key).request, request);
  });
}

test('where the cursor is on no entry, what is done with entries asks for nothing', () => {
  for (const key of ['e', 'E', 'd', 'b']) assert.is(press(start, 'down', key).request, undefined);
});

test('digits choose by number; those that follow each other are one number while there are so many rows', () => {
  const many = menuOf(Array.from({ length: 25 }, (_, index) => entry(`Entry ${index + 1}`)));
  assert.is(current(press(many, '7').menu), 'Entry 7');
  assert.is(current(press(many, '1', '2').menu), 'Entry 12');
  assert.is(current(press(many, '2', '0').menu), 'Entry 20');
  assert.is(current(press(many, '3', '1').menu), 'Entry 1');
  assert.is(current(press(many, '1', 'down', '2').menu), 'Entry 2');
  assert.is(current(press(many, '0').menu), 'Entry 1');
});

test('i shows and hides the details', () => {
  assert.match(screen(press(start, 'i').menu), /cmdline +root=/);
  assert.not.match(screen(press(start, 'i', 'i').menu), /cmdline +root=/);
});

test('Escape stops the countdown, and what is being fetched', () => {
  const { menu, request } = press(after(start, { type: 'countdown', total: 5, left: 4 }), 'escape');
  assert.equal(menu, { ...start, attended: true });
  assert.equal(request, { type: 'stop' });
});

test("GRUB's hotkey of an entry boots it, also where it is a key of the menu, which Alt then is", () => {
  const menu = menuOf([debian, entry('Shell', { hotkey: 's', submenu: ['More'] })]);
  assert.equal(press(menu, 's').request, { type: 'boot', entry: menu.plan.entries[1]! });
  assert.equal(press(menu, 'alt-s').request, { type: 'shell' });
  assert.match(screen(press(menu, 'end', 'enter').menu), /Shell \[key s\]/);
});

test('named hotkeys work, and no configuration takes Enter or the arrows away', () => {
  const menu = menuOf([
    debian,
    entry('A', { hotkey: 'delete' }),
    entry('B', { hotkey: 'enter' }),
    entry('C', { hotkey: 'down' }),
  ]);
  assert.is((press(menu, 'delete').request as { entry: { title: string } }).entry.title, 'A');
  assert.equal(press(menu, 'enter').request, { type: 'boot', entry: debian });
  assert.is(current(press(menu, 'down').menu), 'A');
});

test("SYSLINUX's hotkey moves the cursor to its entry, as there", () => {
  const menu = menuOf([debian, entry('Live', { hotkey: 'l', source: 'syslinux', submenu: ['More'] })]);
  const { menu: moved, request } = press(menu, 'l');
  assert.is(current(moved), 'Live');
  assert.is(request, undefined);
});

test('no two bindings have the same key', () => {
  const keys = bindings.flatMap((binding) => binding.keys);
  assert.is(new Set(keys).size, keys.length);
});

test('the help screen has every key, and h and ? open it', () => {
  const lines = helpLines(start);
  const { keyNames, keys } = start.messages;
  for (const binding of bindings) {
    const line = lines.find((text) => text.endsWith(`  ${keys[binding.help]}`)) ?? '';
    const names: Readonly<Record<string, string>> = keyNames;
    for (const key of binding.keys) assert.ok(line.split(' ').includes(names[key] ?? key), `${key} in "${line}"`);
  }
  for (const key of ['h', '?']) assert.match(screen(press(start, key).menu), /^ Keys[\s\S]*Up Down +choose an entry/);
});

test.run();
