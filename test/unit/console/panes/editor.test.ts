// What the editor shows, and what its keys ask of the program.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { textsToEdit } from '../../../../src/console/editor/entry-form.ts';
import { type Form, startForm } from '../../../../src/console/editor/form.ts';
import { keyOf } from '../../../../src/console/keys.ts';
import { type Size, widthOf } from '../../../../src/console/layout.ts';
import { emptyMenu, type Menu, type Request, update } from '../../../../src/console/model.ts';
import { view } from '../../../../src/console/view.ts';
import { entry } from '../../entries.ts';

const debian = entry('Debian', { cmdline: 'root=UUID=01234567-89ab-cdef-0123-456789abcdef ro quiet splash' });
const open = (form: Form): Menu => update(emptyMenu, { type: 'pane', pane: { kind: 'editor', form } }).menu;
const line = startForm('Change "Debian"', textsToEdit(debian, 'cmdline'));
const all = startForm('Change "Debian"', textsToEdit(debian, 'all'));

function press(menu: Menu, ...keys: string[]): { menu: Menu; request: Request | undefined } {
  let request: Request | undefined;
  for (const key of keys) ({ menu, request = undefined } = update(menu, { type: 'key', key: keyOf(key) }));
  return { menu, request };
}

/** What the terminal shows, with `|` where its cursor stands. */
function screen(menu: Menu, size: Size): string[] {
  return view(menu, size).map(({ text, cursor }) => {
    if (cursor === undefined) return text;
    const padded = text.padEnd(cursor);
    return `${padded.slice(0, cursor)}|${padded.slice(cursor)}`;
  });
}

test('the cmdline of an entry, with the cursor at its end', () => {
  const shown = screen(open(line), { columns: 132, rows: 10 });
  assert.is(shown[0], ' Change "Debian"');
  assert.is(shown[2]?.trimEnd(), ` cmdline  ${debian.cmdline}|`);
  assert.match(shown[9]!, /^ Enter boots/);
});

test('on a narrow console the end of the cmdline is seen, and with Home its beginning', () => {
  const size = { columns: 40, rows: 12 };
  assert.match(screen(open(line), size)[2]!, /^ cmdline {2}<.* splash\| ?$/);
  assert.match(screen(press(open(line), 'home').menu, size)[2]!, /^ cmdline {2}\|root=UUID=.*>$/);
});

test('everything that an entry loads, one file a line', () => {
  assert.equal(
    screen(open(all), { columns: 132, rows: 20 })
      .slice(2, 7)
      .map((text) => text.trimEnd()),
    [
      ' kernel   vda2:/boot/vmlinuz|',
      ' initrd   vda2:/boot/initrd.img',
      ' initrd',
      ' dtb',
      ` cmdline  ${debian.cmdline}`,
    ],
  );
});

test('what may follow and what was wrong stand below', () => {
  const shown = screen(open({ ...all, choices: ['initrd.img', 'vmlinuz'], remark: 'No.' }), { columns: 80, rows: 20 });
  assert.equal(
    shown.slice(8, 10).map((text) => text.trim()),
    ['No.', 'initrd.img  vmlinuz'],
  );
});

test('no line is wider than its terminal, and there are as many as it has', () => {
  const full = { ...all, choices: Array.from({ length: 100 }, (_, at) => `vmlinuz-${at}`), remark: 'x '.repeat(100) };
  for (const [columns, rows] of [
    [80, 24],
    [132, 50],
    [40, 12],
    [20, 5],
  ] as const) {
    const lines = view(open(full), { columns, rows });
    assert.is(lines.length, rows);
    for (const { text } of lines) assert.ok(widthOf(text) < columns, text);
  }
});

test('Enter asks for the boot, Esc closes the editor and hands over what was typed', () => {
  const typed = press(open(line), ' ', '1');
  const entered = press(typed.menu, 'enter').request;
  assert.is(entered?.type === 'form' && entered.wish, 'enter');
  const { menu, request } = press(typed.menu, 'escape');
  assert.is(menu.pane, undefined);
  assert.ok(request?.type === 'form' && request.wish === 'cancel');
  assert.match(request.form.fields[0]!.line.text, / quiet splash 1$/);
});

test('letters that are keys of the menu are typed, and Ctrl-L draws anew', () => {
  const { menu, request } = press(open(line), 's', 'o', 'r', 'q');
  assert.is(request, undefined);
  assert.match(screen(menu, { columns: 132, rows: 5 })[2]!, /splashsorq\|/);
  assert.equal(press(menu, 'ctrl-l').request, { type: 'redraw' });
});

test.run();
