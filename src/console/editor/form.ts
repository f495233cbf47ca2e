// What is filled in below the menu: one line, or several. A pure function of the form and a key.

import { type Key, spelling } from '../keys.ts';
import { actionOf } from './bindings.ts';
import type { Completion } from './completion.ts';
import { edit, type Line, startLine } from './line.ts';

/** What a line is for. The words for it are in the catalogue of messages. */
export type FieldName = 'cmdline' | 'kernel' | 'initrd' | 'devicetree' | 'place';

export interface Field {
  readonly name: FieldName;
  readonly line: Line;
}

export interface Form {
  /** What it is about: the title of an entry. */
  readonly title: string;
  readonly fields: readonly Field[];
  /** Index of the field that the cursor is in. */
  readonly focus: number;
  /** What may follow what was typed. */
  readonly choices: readonly string[];
  /** What was wrong with it when it was entered. */
  readonly remark: string;
}

export interface FormStep {
  readonly form: Form;
  /** What the program is to do with it. */
  readonly wish?: 'enter' | 'cancel' | 'complete';
}

const mostFields = 64;

/** The fields whose texts are paths. */
const paths: ReadonlySet<FieldName> = new Set(['kernel', 'initrd', 'devicetree', 'place']);

/** A form with these texts, in which the cursor is in the field `focus`. @param history of the field that has the focus */
export function startForm(
  title: string,
  texts: readonly (readonly [FieldName, string])[],
  focus = 0,
  history: readonly string[] = [],
): Form {
  const fields = texts.map(([name, text], at) => ({ name, line: startLine(text, at === focus ? history : []) }));
  return withRoom({ title, fields, focus, choices: [], remark: '' });
}

export function textsOf({ fields }: Form, name: FieldName): string[] {
  return fields.filter((field) => field.name === name).map(({ line }) => line.text.trim());
}

/** The form after a key. With one line Enter enters it; with more it goes to the next one, and Ctrl-X or F10 enters all. */
export function press(form: Form, key: Key): FormStep {
  const spelled = spelling(key);
  const single = form.fields.length === 1;
  if (spelled === 'escape' || spelled === 'ctrl-c' || spelled === 'ctrl-g') return { form, wish: 'cancel' };
  if (spelled === 'ctrl-x' || spelled === 'f10' || (single && spelled === 'enter')) {
    return { form: { ...form, remark: '', choices: [] }, wish: 'enter' };
  }
  const field = form.fields[form.focus];
  if (spelled === 'tab' && field && paths.has(field.name) && (single || field.line.text !== '')) {
    return { form, wish: 'complete' };
  }
  if (!single) {
    if (spelled === 'tab' || spelled === 'enter' || spelled === 'down') return { form: goTo(form, form.focus + 1) };
    if (spelled === 'back-tab' || spelled === 'up') return { form: goTo(form, form.focus - 1) };
  }
  const action = actionOf(key);
  return { form: action && field ? { ...withLine(form, edit(field.line, action)), remark: '', choices: [] } : form };
}

/** The form when its field has got this text, or kept its own, and the next one has the cursor; behind the last it is entered. */
export function entersWith(form: Form, text: string | undefined): FormStep {
  const field = form.fields[form.focus];
  const filled = text === undefined || !field ? form : withLine(form, startLine(text, field.line.history));
  const clear = { ...filled, remark: '', choices: [] };
  if (form.focus === filled.fields.length - 1) return { form: clear, wish: 'enter' };
  return { form: goTo(clear, form.focus + 1) };
}

/** The form when what was typed in its field has been completed; where nothing is left to complete it goes on. */
export function completed(form: Form, { text, choices }: Completion): Form {
  const field = form.fields[form.focus];
  if (!field) return form;
  if (text === field.line.text && choices.length === 0) {
    return form.fields.length > 1 ? goTo(form, form.focus + 1) : { ...form, choices };
  }
  const end = edit(field.line, { type: 'end' });
  return { ...withLine(form, edit(end, { type: 'insert', text: text.slice(field.line.text.length) })), choices };
}

/** Round and round. */
function goTo(form: Form, focus: number): Form {
  const count = form.fields.length;
  return { ...form, focus: (focus + count) % count, choices: [] };
}

function withLine(form: Form, line: Line): Form {
  return withRoom({
    ...form,
    fields: form.fields.map((field, at) => (at === form.focus ? { ...field, line } : field)),
  });
}

/** There is always an empty line for one more initrd. */
function withRoom(form: Form): Form {
  const last = form.fields.findLastIndex(({ name }) => name === 'initrd');
  if (last < 0 || form.fields[last]?.line.text === '' || form.fields.length >= mostFields) return form;
  const fields = form.fields.toSpliced(last + 1, 0, { name: 'initrd', line: startLine() });
  return { ...form, fields, focus: form.focus > last ? form.focus + 1 : form.focus };
}
