import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '../../../src/console/keys.ts';
import { rowsOf } from '../../../src/console/list.ts';
import { rowText } from '../../../src/console/list-view.ts';
import { emptyMenu, type Menu, type Request, update } from '../../../src/console/model.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

const debian = entry('Debian', { default: true });
const newer = entry('Debian, with Linux 6.1', { submenu: ['Advanced'] });
const older = entry('Debian, with Linux 5.10', { submenu: ['Advanced'] });
const memtest = entry('Memory test');
const plan = makePlan([reading([debian, newer, older, memtest])], {});

const start = update(emptyMenu, { type: 'plan', plan }).menu;

/** The menu after these keys (their spellings), and what the last one asked for. */
function press(menu: Menu, ...keys: string[]): { menu: Menu; request: Request | undefined } {
  let request: Request | undefined;
  for (const key of keys) ({ menu, request = undefined } = update(menu, { type: 'key', key: keyOf(key) }));
  return { menu, request };
}

function titles(menu: Menu): string[] {
  return rowsOf(menu).map((row) =>
    row.kind === 'entry' ? row.title : `[${rowText(row, menu).replace(/^ *[-+]? */, '')}]`,
  );
}

function current(menu: Menu): string | undefined {
  const row = rowsOf(menu).find(({ key }) => key === menu.cursor);
  return row && rowText(row, menu).replace(/^ *[-+*]? */, '');
}

test('the cursor stands on the default, and submenus are folded', () => {
  assert.equal(titles(start), ['Debian', '[Advanced]', 'Memory test']);
  assert.is(current(start), 'Debian');
});

test('a default inside a submenu is shown with the submenu open', () => {
  const { menu } = update(emptyMenu, {
    type: 'plan',
    plan: makePlan(
      [
        reading([
          { ...debian, default: false },
          { ...older, default: true },
        ]),
      ],
      {},
    ),
  });
  assert.equal(titles(menu), ['Debian', '[Advanced]', 'Debian, with Linux 5.10']);
  assert.is(current(menu), 'Debian, with Linux 5.10');
});

test('Enter and Right open a submenu, Enter and Left fold it', () => {
  for (const [open, close] of [
    ['enter', 'enter'],
    ['right', 'left'],
  ] as const) {
    const opened = press(start, 'down', open).menu;
    assert.equal(titles(opened), [
      'Debian',
      '[Advanced]',
      'Debian, with Linux 6.1',
      'Debian, with Linux 5.10',
      'Memory test',
    ]);
    assert.is(titles(press(opened, close).menu).length, 3);
  }
});

test('the cursor stays inside the list', () => {
  assert.is(current(press(start, 'up').menu), 'Debian');
  assert.is(current(press(start, 'end').menu), 'Memory test');
  assert.is(current(press(start, 'end', 'down').menu), 'Memory test');
  assert.is(current(press(start, 'page-down', 'home').menu), 'Debian');
});

test('Enter on an entry asks to boot it and forgets old failures', () => {
  const failed = update(start, { type: 'notice', text: 'no luck' }).menu;
  const { menu, request } = press(failed, 'enter');
  assert.equal(request, { type: 'boot', entry: debian });
  assert.equal(menu.notices, []);
});

test('s, r, o and Ctrl-L ask for what they stand for', () => {
  const asked = (['s', 'r', 'o', 'ctrl-l'] as const).map((key) => press(start, key).request?.type);
  assert.equal(asked, ['shell', 'reboot', 'power-off', 'redraw']);
});

test('any key ends the countdown for good', () => {
  const counting = update(start, { type: 'countdown', total: 5, left: 4 }).menu;
  assert.equal(counting.countdown, { total: 5, left: 4 });
  const { menu } = press(counting, 'other');
  assert.is(menu.countdown, undefined);
  assert.ok(menu.attended);
});

test('a new plan leaves the cursor of a person where it is', () => {
  const there = press(start, 'end').menu;
  const more = makePlan([reading([entry('Fedora'), debian, memtest])], {});
  assert.is(current(update(there, { type: 'plan', plan: more }).menu), 'Memory test');
});

test('when the row under the cursor goes away the cursor goes to the first', () => {
  const there = press(start, 'end').menu;
  const less = update(there, { type: 'plan', plan: makePlan([reading([debian])], {}) }).menu;
  assert.is(current(less), 'Debian');
  const none = update(there, { type: 'plan', plan: makePlan([], {}) }).menu;
  assert.is(none.cursor, undefined);
});

const locks = [{ node: '/dev/vda3', what: 'LUKS2, label root' }];

test('what is locked stands after the entries, and Enter asks to unlock it', () => {
  const { menu } = update(start, { type: 'locks', locks });
  assert.equal(titles(menu), ['Debian', '[Advanced]', 'Memory test', '[Unlock /dev/vda3 (LUKS2, label root)]']);
  assert.equal(press(menu, 'end', 'enter').request, { type: 'unlock', node: '/dev/vda3' });
});

test('where there is nothing else, the cursor stands on what is locked, and later on the default', () => {
  const locked = update(emptyMenu, { type: 'locks', locks }).menu;
  assert.is(current(locked), 'Unlock /dev/vda3 (LUKS2, label root)');
  const opened = update(update(locked, { type: 'locks', locks: [] }).menu, { type: 'plan', plan }).menu;
  assert.is(current(opened), 'Debian');
});

test.run();
