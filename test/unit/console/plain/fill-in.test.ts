// The editor in plain mode, line by line.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { textsToEdit } from '../../../../src/console/editor/entry-form.ts';
import { type Form, startForm, textsOf } from '../../../../src/console/editor/form.ts';
import { keyOf } from '../../../../src/console/keys.ts';
import type { Menu } from '../../../../src/console/model.ts';
import { command } from '../../../../src/console/plain/command.ts';
import { PlainReader } from '../../../../src/console/plain/reader.ts';
import { entry } from '../../entries.ts';
import { after, menuOf } from '../menu.ts';

const debian = entry('Debian');
const open = (form: Form, menu: Menu = menuOf([debian])): Menu =>
  after(menu, { type: 'pane', pane: { kind: 'editor', form } });
const one = startForm('Change "Debian"', textsToEdit(debian, 'cmdline'));
const all = startForm('Change "Debian"', textsToEdit(debian, 'all'));

/** The form after these lines, and what the last one asks for. */
function typed(form: Form, ...lines: readonly string[]) {
  let menu = open(form);
  let wish: string | undefined;
  let last = form;
  for (const line of lines) {
    const { event, request } = command(menu, line);
    wish = request?.type === 'form' ? request.wish : undefined;
    if (event) menu = after(menu, event);
    if (menu.pane?.kind === 'editor') last = menu.pane.form;
  }
  return { menu, wish, form: last };
}

test('what stands there is told with how to change it, and its name is the prompt', () => {
  const reader = new PlainReader();
  reader.tell(menuOf([debian]));
  assert.is(
    reader.tell(open(one)),
    [
      '',
      'Change "Debian"',
      'Type what is to stand there. An empty line keeps what does, a single - empties it, a single . goes back.',
      `cmdline: ${debian.cmdline}`,
      'cmdline> ',
    ].join('\n'),
  );
  for (const key of 'x y') assert.is(reader.take(keyOf(key)).echo, key);
});

test('one line is entered at once: a new text, none, or what was there', () => {
  for (const [line, cmdline] of [
    [' single ', 'single'],
    ['-', ''],
    ['', debian.cmdline],
  ] as const) {
    const { form, wish } = typed(one, line);
    assert.is(wish, 'enter');
    assert.equal(textsOf(form, 'cmdline'), [cmdline]);
  }
});

test('a form has one line after the other, with room for one more initrd, and is entered behind the last', () => {
  const lines = ['', '', 'vda2:/more', '', '', 'ro single'];
  const { form, wish } = typed(all, ...lines);
  assert.is(wish, 'enter');
  assert.equal(textsOf(form, 'kernel'), ['vda2:/boot/vmlinuz']);
  assert.equal(textsOf(form, 'initrd'), ['vda2:/boot/initrd.img', 'vda2:/more', '']);
  assert.equal(textsOf(form, 'cmdline'), ['ro single']);
  assert.is(typed(all, ...lines.slice(0, -1)).wish, undefined);
});

test('a dot goes back to the menu', () => {
  const { menu, wish } = typed(all, '', '.');
  assert.is(wish, 'cancel');
  assert.is(menu.pane, undefined);
});

test('what was wrong is told', () => {
  const reader = new PlainReader();
  reader.tell(open(one));
  assert.match(reader.tell(open({ ...one, remark: 'There is no file.' })), /^\nThere is no file\.\ncmdline> $/);
});

test.run();
