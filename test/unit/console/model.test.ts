import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Event, emptyMenu } from '../../../src/console/model.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';
import { after, current, menuOf, press, titles } from './menu.ts';

const debian = entry('Debian', { default: true });
const newer = entry('Debian, with Linux 6.1', { submenu: ['Advanced'] });
const older = entry('Debian, with Linux 5.10', { submenu: ['Advanced'] });
const memtest = entry('Memory test');
const start = menuOf([debian, newer, older, memtest]);

const plan = (...entries: (typeof debian)[]): Event => ({ type: 'plan', plan: makePlan([reading(entries)], {}) });

test('the cursor stands on the default, and submenus are folded', () => {
  assert.equal(titles(start), ['Debian', '[Advanced]', 'Memory test']);
  assert.is(current(start), 'Debian');
});

test('a default inside a submenu is shown with the submenu open', () => {
  const menu = menuOf([
    { ...debian, default: false },
    { ...older, default: true },
  ]);
  assert.equal(titles(menu), ['Debian', '[Advanced]', 'Debian, with Linux 5.10']);
  assert.is(current(menu), 'Debian, with Linux 5.10');
});

test('any key ends the countdown for good', () => {
  const counting = after(start, { type: 'countdown', total: 5, left: 4 });
  assert.equal(counting.countdown, { total: 5, left: 4 });
  for (const key of ['other', 'escape', 'x', 'up']) {
    const { menu } = press(counting, key);
    assert.is(menu.countdown, undefined);
    assert.ok(menu.attended);
  }
});

test('a new plan leaves the cursor of a person where it is', () => {
  const there = press(start, 'end').menu;
  assert.is(current(after(there, plan(entry('Fedora'), debian, memtest))), 'Memory test');
});

test('when the row under the cursor goes away the cursor goes to the first', () => {
  const there = press(start, 'end').menu;
  assert.is(current(after(there, plan(debian))), 'Debian');
  assert.is(after(there, plan()).cursor, undefined);
});

const locks = [{ node: '/dev/vda3', what: 'LUKS2, label root' }];

test('what is locked stands after the entries, and Enter asks to unlock it', () => {
  const menu = after(start, { type: 'locks', locks });
  assert.equal(titles(menu), ['Debian', '[Advanced]', 'Memory test', '[Unlock /dev/vda3 (LUKS2, label root)]']);
  assert.equal(press(menu, 'end', 'enter').request, { type: 'unlock', node: '/dev/vda3' });
});

test('where there is nothing else, the cursor stands on what is locked, and later on the default', () => {
  const locked = after(emptyMenu, { type: 'locks', locks });
  assert.is(current(locked), '[Unlock /dev/vda3 (LUKS2, label root)]');
  assert.is(current(after(locked, { type: 'locks', locks: [] }, plan(debian))), 'Debian');
});

const two = makePlan(
  [
    reading([debian, memtest]),
    reading([entry('Fedora', { volume: 'vdb1' }), entry('Fedora, rescue', { volume: 'vdb1' })], { volume: 'vdb1' }),
  ],
  {},
);
const systems = new Map([
  ['vda2', 'Debian 12 on vda2'],
  ['vdb1', 'Fedora on vdb1'],
]);
const both: Event[] = [
  { type: 'plan', plan: two },
  { type: 'systems', systems },
];

test('entries of several systems stand below headings, which fold', () => {
  const menu = after(emptyMenu, ...both);
  assert.equal(titles(menu), [
    '[Debian 12 on vda2]',
    'Debian',
    'Memory test',
    '[Fedora on vdb1]',
    'Fedora',
    'Fedora, rescue',
  ]);
  assert.is(current(menu), 'Debian');
  const folded = press(menu, 'up', 'left').menu;
  assert.equal(titles(folded), ['[Debian 12 on vda2]', '[Fedora on vdb1]', 'Fedora', 'Fedora, rescue']);
  assert.equal(titles(press(folded, 'enter').menu), titles(menu));
});

test('one system has no heading, nor have systems with one entry each', () => {
  assert.equal(titles(after(start, { type: 'systems', systems })), ['Debian', '[Advanced]', 'Memory test']);
  const single = makePlan([reading([debian]), reading([entry('Fedora', { volume: 'vdb1' })], { volume: 'vdb1' })], {});
  assert.equal(titles(after(emptyMenu, { type: 'plan', plan: single }, { type: 'systems', systems })), [
    'Debian',
    'Fedora',
  ]);
});

test('two volumes of one system have one heading', () => {
  const same = new Map([
    ['vda2', 'Debian 12 on vda2'],
    ['vdb1', 'Debian 12 on vda2'],
    ['vdc1', 'Fedora on vdc1'],
  ]);
  const third = reading([entry('Other', { volume: 'vdc1' }), entry('Another', { volume: 'vdc1' })], { volume: 'vdc1' });
  const more = makePlan(
    [...[reading([debian, memtest]), third], reading([entry('Boot', { volume: 'vdb1' })], { volume: 'vdb1' })],
    {},
  );
  const menu = after(emptyMenu, { type: 'plan', plan: more }, { type: 'systems', systems: same });
  assert.equal(titles(menu), [
    '[Debian 12 on vda2]',
    'Debian',
    'Memory test',
    'Boot',
    '[Fedora on vdc1]',
    'Other',
    'Another',
  ]);
});

test.run();
