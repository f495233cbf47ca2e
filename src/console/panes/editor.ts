// Changing what is loaded before it boots, or entering where it lies.

import { type FieldName, type Form, press } from '../editor/form.ts';
import { windowOf } from '../editor/window.ts';
import { type Key, spelling } from '../keys.ts';
import { filled, type Line, plain, row, type Size, widest, widthOf, windowAround, wrap } from '../layout.ts';
import { withPane } from '../list.ts';
import type { Messages } from '../messages/en.ts';
import type { PaneKind } from './pane.ts';

export interface EditorPane {
  readonly kind: 'editor';
  readonly form: Form;
  /** The keys that were pressed since a completion was asked for; they come when it is there. */
  readonly held?: readonly Key[];
}

/** More than anybody types meanwhile. */
const mostHeld = 1000;

/** So many lines of what may follow are shown. */
const mostChoices = 8;

function hintOf({ fields }: Form, { editor }: Messages): string {
  if (fields.length > 1) return editor.formHint;
  return fields[0]?.name === 'place' ? editor.placeHint : editor.lineHint;
}

/** The lines of the form. The cursor is seen on the one that has the focus. */
function fieldLines({ fields, focus }: Form, { editor }: Messages, size: Size): Line[] {
  const label = (name: FieldName): string => editor.fields[name];
  const width = Math.max(...fields.map(({ name }) => widthOf(label(name))));
  const start = width + 3;
  return fields.map(({ name, line }, at) => {
    const { text, column } = windowOf(line, Math.max(1, widest(size) - start));
    const head = ` ${label(name)}${' '.repeat(width - widthOf(label(name)))}  `;
    return { text: head + text, style: 'plain', ...(at === focus ? { cursor: start + column } : {}) };
  });
}

export const editor: PaneKind<EditorPane> = {
  update(menu, pane, key) {
    if (spelling(key) === 'ctrl-l') return { menu, request: { type: 'redraw' } };
    const { form, wish } = press(pane.form, key);
    if (pane.held && wish !== 'cancel') {
      return { menu: { ...menu, pane: { ...pane, held: [...pane.held, key].slice(0, mostHeld) } } };
    }
    const held = wish === 'complete' ? { held: [] } : {};
    const next = wish === 'cancel' ? withPane(menu) : { ...menu, pane: { ...pane, form, ...held } };
    return { menu: next, ...(wish ? { request: { type: 'form', wish, form } } : {}) };
  },

  view({ messages, status }, { form }, size) {
    const lines = fieldLines(form, messages, size);
    const choices = wrap(form.choices.join('  '), widest(size) - 1).slice(0, mostChoices);
    const below = [
      ...wrap(form.remark, widest(size) - 1).map((text) => row(text, size, 'notice')),
      ...choices.map((text) => row(text, size)),
    ].filter(({ text }) => text.trim() !== '');
    const foot = [row(status, size), row(hintOf(form, messages), size, 'hint')];
    const room = Math.max(1, size.rows - foot.length - below.length - 3);
    const body = [row(form.title, size, 'heading'), plain(''), ...windowAround(lines, form.focus, room)];
    return filled([...body, ...(below.length > 0 ? [plain(''), ...below] : [])], foot, size);
  },
};
