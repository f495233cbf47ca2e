import stringWidth from 'string-width';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '../../../src/console/keys.ts';
import { emptyMenu, type Menu, update } from '../../../src/console/model.ts';
import { redraw } from '../../../src/console/screen.ts';
import { view } from '../../../src/console/view.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { entry, reading } from '../entries.ts';

function menuOf(titles: string[], cursor = 0): Menu {
  const entries = titles.map((title, index) => entry(title, { id: String(index), default: index === cursor }));
  return update(emptyMenu, { type: 'plan', plan: makePlan([reading(entries)], {}) }).menu;
}

const text = (menu: Menu, columns = 80, rows = 24): string =>
  view(menu, { columns, rows })
    .map((line) => line.text.trimEnd())
    .join('\n');

test('the menu fills the terminal exactly, at any size, and stays clear of the last column', () => {
  const menu = update(menuOf(['Debian GNU/Linux', '日本語のとても長いタイトル'.repeat(5), 'a\u001b[2Jb\u0007']), {
    type: 'notice',
    text: 'The kernel /boot/vmlinuz is cut off. '.repeat(6),
  }).menu;
  for (const [columns, rows] of [
    [80, 24],
    [132, 50],
    [40, 12],
    [20, 8],
  ] as const) {
    const lines = view(menu, { columns, rows });
    assert.is(lines.length, rows);
    for (const line of lines) assert.ok(stringWidth(line.text) < columns, `${columns}: ${line.text}`);
  }
});

test('a title cannot send control characters to the terminal', () => {
  assert.not.match(text(menuOf(['a\u001b[2Jb\u0007'])), /\u001b|\u0007/);
});

test('a long list scrolls so that the cursor is seen', () => {
  const titles = Array.from({ length: 100 }, (_, index) => `Entry ${index}`);
  assert.match(text(menuOf(titles, 73)), /Entry 73/);
  assert.not.match(text(menuOf(titles, 73)), /Entry 3\b/);
});

test('the countdown says what boots, when, and that a key stops it', () => {
  const counting = update(menuOf(['Debian']), { type: 'countdown', total: 5, left: 2.6 }).menu;
  assert.match(text(counting), /\[#{10}-{9,10}\] 3 s, any key stops this: "Debian" boots/);
});

test('notices are shown whole, on as many lines as they need', () => {
  const notice = 'The command line has 2,300 bytes, and the kernel /boot/vmlinuz takes at most 2,047. Shorten it.';
  const shown = text(update(menuOf(['Debian']), { type: 'notice', text: notice }).menu, 60);
  assert.ok(shown.replace(/\s+/g, ' ').includes(notice), shown);
});

test('details show where an entry comes from and what it loads', () => {
  const shown = text(update(menuOf(['Debian']), { type: 'key', key: keyOf('i') }).menu);
  assert.match(shown, /\/boot\/grub\/grub\.cfg:1 on vda2 \(grub\)/);
  assert.match(shown, /initrd +\/boot\/initrd\.img on vda2/);
  assert.match(shown, /cmdline +root=\/dev\/vda2 ro quiet/);
});

test('a redraw sends only what has changed', () => {
  const size = { columns: 80, rows: 24 };
  const first = update(menuOf(['Debian', 'Fedora']), { type: 'countdown', total: 9, left: 9 }).menu;
  const second = update(first, { type: 'countdown', total: 9, left: 8.9 }).menu;
  const third = update(second, { type: 'countdown', total: 9, left: 7.5 }).menu;
  assert.is(redraw(view(first, size), view(second, size)), '');
  const bytes = redraw(view(second, size), view(third, size));
  assert.ok(bytes.length > 0 && bytes.length < 100, JSON.stringify(bytes));
});

test('a question shows how many characters were typed and what was wrong before, beside the countdown', () => {
  const question = { title: 'Passphrase for /dev/vda3 (LUKS2)', characters: 5, remark: 'That one does not open it.' };
  const asked = update(menuOf(['Debian']), { type: 'question', question }).menu;
  assert.match(
    text(asked),
    /That one does not open it\.\n Passphrase for \/dev\/vda3 \(LUKS2\): \*{5}_\n Enter tries it/,
  );
  assert.match(text(update(asked, { type: 'countdown', total: 5, left: 3 }).menu), /3 s, any key[\s\S]*: \*{5}_/);
  assert.not.match(text(update(asked, { type: 'question' }).menu), /Passphrase/);
  assert.is(view(asked, { columns: 40, rows: 12 }).length, 12);
});

test.run();
