import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Event } from '../../../../src/console/model.ts';
import { entry } from '../../entries.ts';
import { after, current, menuOf, press, screen, titles } from '../menu.ts';

const start = menuOf([
  entry('Debian', { default: true }),
  entry('Debian, with Linux 6.1', { submenu: ['Advanced'], cmdline: 'root=/dev/vda2 single' }),
  entry('Memory test', { kernel: { volume: 'vda2', path: '/boot/memtest86+x64.bin' } }),
]);

const journal = (count: number): Event => ({
  type: 'pane',
  pane: {
    kind: 'journal',
    lines: Array.from({ length: count }, (_, index) => `message ${index + 1}.`),
    top: undefined,
  },
});

test('the journal begins at its end and follows it', () => {
  const open = after(start, journal(100));
  assert.match(screen(open), /What has happened[\s\S]*message 81\.\n[\s\S]*message 100\./);
  const more: Event = { type: 'lines', kind: 'journal', lines: ['one', 'two'] };
  assert.match(screen(after(open, more)), /one\n two/);
});

test('a text scrolls by lines and pages to both ends, and no key is dead at an end', () => {
  const open = after(start, journal(100));
  assert.match(screen(press(open, 'up').menu), /message 80\.\n[\s\S]*message 99\./);
  assert.match(screen(press(open, 'page-up').menu), /message 62\.\n[\s\S]*message 81\./);
  assert.match(screen(press(open, 'home').menu), /message 1\.\n/);
  assert.match(screen(press(open, 'home', 'up', 'up', 'down').menu), /^.*\n\n message 2\./);
  assert.match(screen(press(open, 'home', 'end').menu), /message 100\./);
  assert.match(screen(press(open, 'up', 'up', 'down', 'down', 'down', 'up').menu), /message 99\.\n/);
});

test('a journal that was scrolled stays where it is, and follows what happens again when one is back at its end', () => {
  const open = after(start, journal(100));
  const more: Event = {
    type: 'lines',
    kind: 'journal',
    lines: Array.from({ length: 120 }, (_, at) => `message ${at + 1}.`),
  };
  assert.match(screen(after(press(open, 'up').menu, more)), /message 80\.\n[\s\S]*message 99\./);
  assert.match(screen(after(press(open, 'up', 'down').menu, more)), /message 120\./);
});

test('a text is wrapped, and a message that is longer than the screen can be read', () => {
  const long: Event = { type: 'pane', pane: { kind: 'probe', lines: ['short', 'word '.repeat(500)], top: 0 } };
  const shown = screen(after(start, long), 40, 12);
  assert.match(shown, /short\n word word/);
  assert.is(shown.split('\n').length, 12);
});

test('Escape, q, and the key that has opened it close a text', () => {
  for (const [key, opened] of [
    ['escape', after(start, journal(3))],
    ['q', after(start, journal(3))],
    ['l', after(start, journal(3))],
    ['h', press(start, 'h').menu],
  ] as const) {
    assert.is(press(opened, key).menu.pane, undefined);
  }
  assert.equal(press(after(start, journal(3)), 'ctrl-l').request, { type: 'redraw' });
  assert.is(press(after(start, journal(3)), 'r').request, undefined);
});

test('lines for a pane that has been closed change nothing', () => {
  assert.equal(after(start, { type: 'lines', kind: 'journal', lines: ['x'] }), start);
});

test('/ shortens the list as one types, to what has every word in its title, kernel or cmdline', () => {
  assert.equal(titles(press(start, '/').menu), ['Debian', 'Debian, with Linux 6.1  (Advanced)', 'Memory test']);
  assert.equal(titles(press(start, '/', ...'MEM').menu), ['Memory test']);
  assert.equal(titles(press(start, '/', ...'deb single').menu), ['Debian, with Linux 6.1  (Advanced)']);
  assert.equal(titles(press(start, '/', ...'x64').menu), ['Memory test']);
  assert.match(screen(press(start, '/', ...'mem').menu), /Find \(1\): mem\n Type what/);
});

test('what is found is chosen and booted as in the whole list', () => {
  const found = press(start, '/', ...'deb').menu;
  assert.is(current(press(found, 'down').menu), 'Debian, with Linux 6.1  (Advanced)');
  assert.equal(press(found, 'down', 'enter').request, { type: 'boot', entry: start.plan.entries[1]! });
  assert.is(press(start, '/', ...'nothing', 'enter').request, undefined);
});

test('Backspace and Ctrl-U widen the search, Escape and Backspace at its start end it', () => {
  assert.is(titles(press(start, '/', ...'mex', 'backspace').menu).length, 1);
  assert.is(titles(press(start, '/', ...'mem', 'ctrl-u').menu).length, 3);
  for (const key of ['escape', 'backspace']) assert.is(press(start, '/', key).menu.pane, undefined);
  assert.is(current(press(start, '/', ...'mem', 'escape').menu), 'Memory test');
});

test('keys of the menu are letters of the search', () => {
  const { menu, request } = press(start, '/', 'r');
  assert.is(request, undefined);
  assert.match(screen(menu), /Find \(\d\): r\n/);
});

test('t, T, + and - begin with the time-out in force, and Enter keeps what they make of it', () => {
  const { timeout } = start.plan;
  for (const [keys, seconds] of [
    ['t', timeout + 1],
    ['T', timeout - 1],
    ['+t+', timeout + 3],
    ['-T', timeout - 2],
  ] as const) {
    assert.equal(press(start, ...keys, 'enter').request, { type: 'save-timeout', seconds });
  }
  assert.match(screen(press(start, 't').menu), new RegExp(`Time-out: ${timeout + 1} s`));
  assert.is(press(start, 't', 'escape').request, undefined);
});

test('the time-out ends at none and at an hour', () => {
  const none = press(start, ...Array<string>(10).fill('T')).menu;
  assert.match(screen(none), /Time-out: none, waits for a key/);
  assert.equal(press(none, 'enter').request, { type: 'save-timeout', seconds: -1 });
  assert.equal(press(start, ...Array<string>(4000).fill('+'), 'enter').request, {
    type: 'save-timeout',
    seconds: 3600,
  });
});

test.run();
