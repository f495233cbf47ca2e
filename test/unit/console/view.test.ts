import stringWidth from 'string-width';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bindings } from '../../../src/console/bindings.ts';
import { unicode } from '../../../src/console/glyphs.ts';
import { rowsOf } from '../../../src/console/list.ts';
import { asciiMessages } from '../../../src/console/messages/ascii.ts';
import { messagesOf } from '../../../src/console/messages/languages.ts';
import { type Event, emptyMenu, type Menu } from '../../../src/console/model.ts';
import { view } from '../../../src/console/view.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { Random } from '../../fuzz/random.ts';
import { entry, reading } from '../entries.ts';
import { after, menuOf, press, screen } from './menu.ts';

const sizes = [
  [80, 24],
  [132, 50],
  [40, 12],
  [20, 5],
] as const;

function entries(titles: string[], cursor = 0) {
  return titles.map((title, index) => entry(title, { id: String(index), default: index === cursor }));
}

const question = { title: 'Passphrase for /dev/vda3 (LUKS2)', characters: 5, remark: 'That one does not open it.' };

/** Menus in every state. */
function states(): Menu[] {
  const menu = menuOf(
    entries([
      'Debian GNU/Linux',
      '日本語のとても長いタイトル'.repeat(5),
      'a\u001b[2Jb\u0007',
      ...'abcdefghijklmnopqrstuvwxyz',
    ]),
    { type: 'notice', text: 'The kernel /boot/vmlinuz is cut off. '.repeat(6) },
    { type: 'countdown', total: 5, left: 2.6 },
    { type: 'status', text: '29 entries on 1 volume.' },
    { type: 'searching', devices: ['vdb', 'vdc'] },
  );
  const journal: Event = {
    type: 'pane',
    pane: { kind: 'journal', lines: ['one', 'two '.repeat(99), '\u001b[2J'], top: undefined },
  };
  return [
    emptyMenu,
    menu,
    after(menu, { type: 'question', question }),
    after(menu, journal),
    after(menu, { type: 'pane', pane: { kind: 'probe', lines: [], top: 0 } }),
    press(menu, 'i').menu,
    press(menu, 'h').menu,
    press(menu, '/', ...'debian').menu,
    press(menu, 't').menu,
    { ...menu, glyphs: unicode },
  ];
}

test('the menu fills the terminal exactly, in every state and at any size, and stays clear of the last column', async () => {
  for (const language of ['en', 'de', 'es'] as const) {
    const messages = await messagesOf(language);
    for (const menu of states()) {
      for (const [columns, rows] of sizes) {
        const lines = view({ ...menu, messages }, { columns, rows });
        assert.is(lines.length, rows);
        for (const line of lines) assert.ok(stringWidth(line.text) < columns, `${columns}: ${line.text}`);
      }
    }
  }
});

test('the row under the cursor is seen at any size, whatever else is to be said', () => {
  for (const [columns, rows] of sizes) {
    for (const menu of states()) {
      if (menu.cursor === undefined || (menu.pane && menu.pane.kind !== 'filter')) continue;
      const cursors = view(menu, { columns, rows }).filter(({ style }) => style === 'cursor');
      assert.is(cursors.length, 1, `${columns}x${rows}`);
    }
  }
});

test('no control character reaches the terminal', () => {
  for (const menu of states()) assert.not.match(screen(menu).replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
});

test('a long list scrolls so that the cursor is seen', () => {
  const titles = Array.from({ length: 100 }, (_, index) => `Entry ${index}`);
  assert.match(screen(menuOf(entries(titles, 73))), /Entry 73/);
  assert.not.match(screen(menuOf(entries(titles, 73))), /Entry 3\b/);
});

test('the countdown says what boots, when, and that a key stops it', () => {
  const counting = menuOf(entries(['Debian']), { type: 'countdown', total: 5, left: 2.6 });
  assert.match(screen(counting), /\[#{10}-{9,10}\] 3 s, any key stops this: "Debian" boots/);
  assert.match(screen({ ...counting, glyphs: unicode }), /\u2588{10}\u2591{9,10} 3 s/);
});

test('the default is marked, and its reason is told', () => {
  const menu = menuOf(entries(['Fedora', 'Debian'], 1));
  assert.match(screen(menu), /1 {3}Fedora\n 2 \* Debian\n[\s\S]*\* Debian: it is the default of/);
});

test('what is being read stands behind the status', () => {
  const menu = menuOf(entries(['Debian']), { type: 'status', text: 'Looking for disks.' });
  assert.match(
    screen(after(menu, { type: 'searching', devices: ['vdb', 'sr0'] })),
    /Looking for disks\. {2}Being read: vdb, sr0\./,
  );
});

test('notices are shown whole, on as many lines as they need', () => {
  const notice = 'The command line has 2,300 bytes, and the kernel /boot/vmlinuz takes at most 2,047. Shorten it.';
  const shown = screen(menuOf(entries(['Debian']), { type: 'notice', text: notice }), 60);
  assert.ok(shown.replace(/\s+/g, ' ').includes(notice), shown);
});

test('many notices leave half of the screen to the entries: one line each, the newest, with the key of the journal', () => {
  const titles = Array.from({ length: 30 }, (_, index) => `Entry ${index}`);
  const notices = Array.from(
    { length: 20 },
    (_, index): Event => ({ type: 'notice', text: `Problem ${index}. ${'word '.repeat(30)}` }),
  );
  const shown = screen(menuOf(entries(titles), ...notices));
  assert.match(
    shown,
    /1\d earlier problems, l shows the journal:\n Problem 1\d\. word[^\n]*\.\.\.\n[\s\S]* Problem 19\./,
  );
  assert.ok((shown.match(/Entry \d+/g) ?? []).length >= 8, shown);
});

test('details show where an entry comes from and what it loads', () => {
  const kernel = { volume: 'vda2', path: '/boot/vmlinuz-6.1.0-18-amd64' };
  const shown = screen(press(menuOf([entry('Debian', { kernel })]), 'i').menu);
  assert.match(shown, /\/boot\/grub\/grub\.cfg:1 on vda2 \(grub\)/);
  assert.match(shown, /version +6\.1\.0-18-amd64\n/);
  assert.match(shown, /kernel +\/boot\/vmlinuz-6\.1\.0-18-amd64 on vda2/);
  assert.match(shown, /initrd +\/boot\/initrd\.img on vda2/);
  assert.match(shown, /cmdline +root=\/dev\/vda2 ro quiet/);
});

test('an entry says what it waits for, and how often it may still be tried', () => {
  const waiting = entry('Late', { kernel: { path: '/vmlinuz', wants: 'LABEL=late' } });
  const counted = entry('Counted', { tries: { left: 2, done: 1 } });
  assert.match(screen(menuOf([waiting, counted])), /Late \[waits for LABEL=late\]\n[^\n]*Counted \[2 tries left\]/);
});

test('a question shows how many characters were typed and what was wrong before, beside the countdown', () => {
  const asked = menuOf(entries(['Debian']), { type: 'question', question });
  assert.match(
    screen(asked),
    /That one does not open it\.\n Passphrase for \/dev\/vda3 \(LUKS2\): \*{5}_\n Enter tries it/,
  );
  assert.match(screen(after(asked, { type: 'countdown', total: 5, left: 3 })), /3 s, any key[\s\S]*: \*{5}_/);
  assert.not.match(screen(after(asked, { type: 'question' })), /Passphrase/);
  assert.match(screen(after(press(asked, 'h').menu)), /Passphrase/);
});

/** As GRUB_TIMEOUT_STYLE and systemd-boot's `timeout menu-hidden` have it. */
function quiet(timeoutStyle: 'hidden' | 'countdown', ...events: Event[]): Menu {
  const plan = makePlan([reading(entries(['Debian']), { timeoutStyle, timeout: 5 })], {});
  return after(emptyMenu, { type: 'plan', plan }, { type: 'countdown', total: 5, left: 5 }, ...events);
}

test('a hidden menu shows nothing, or the countdown alone, until a key is pressed', () => {
  assert.is(screen(quiet('hidden')).trim(), '');
  assert.match(screen(quiet('countdown')), /^\s+\[#+\] 5 s, any key stops this: "Debian" boots$/);
  assert.match(screen(press(quiet('hidden'), 'x').menu), /\* Debian/);
});

test('a hidden menu appears when something has gone wrong, and when something is asked', () => {
  assert.match(screen(quiet('hidden', { type: 'notice', text: 'It is cut off.' })), /\* Debian[\s\S]*It is cut off/);
  assert.match(screen(quiet('hidden', { type: 'question', question })), /Passphrase/);
});

test('a terminal without umlauts gets what one writes in their place', async () => {
  const menu = { ...menuOf(entries(['Über'])), messages: asciiMessages(await messagesOf('de')) };
  const shown = screen(menu);
  assert.match(shown, /Hoch\/Runter waehlen/);
  assert.match(shown, /\* Über/);
});

test('whatever is pressed, the menu fills the terminal and stands on a row that is there', () => {
  const random = new Random(6);
  const keys = [...bindings.flatMap((binding) => binding.keys), ...'aqz', 'backspace', 'tab', 'other', 'alt-r'];
  const titles = ['Debian', 'Fedora', '日本語', 'With a longer title than most of them have'];
  for (let round = 0; round < 40; round++) {
    let menu = random.of(states());
    for (let step = 0; step < 60; step++) {
      const some = titles
        .slice(0, random.below(5))
        .map((title) => entry(title, { submenu: random.of([[], ['A'], ['A', 'B']] as const) }));
      const plan: Event = { type: 'plan', plan: makePlan([reading(some)], {}) };
      menu = random.below(10) === 0 ? after(menu, plan) : press(menu, random.of(keys)).menu;
      const [columns, rows] = random.of(sizes);
      assert.is(view(menu, { columns, rows }).length, rows);
      assert.is(
        rowsOf(menu).some(({ key }) => key === menu.cursor),
        rowsOf(menu).length > 0,
      );
    }
  }
});

test.run();
