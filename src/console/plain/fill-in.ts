// The editor in plain mode: one line of the form after the other, each with what it says now.

import { entersWith, type Form } from '../editor/form.ts';
import type { Messages } from '../messages/en.ts';
import type { Outcome } from './command.ts';

/** What goes back to the menu, and what empties a line. */
const [back, nothing] = ['.', '-'];

/** What is typed is the new text of the line; behind the last line everything is entered. */
export function fillIn(form: Form, typed: string): Outcome {
  const line = typed.trim();
  if (line === back) return { event: { type: 'pane' }, request: { type: 'form', wish: 'cancel', form } };
  const { form: next, wish } = entersWith(form, line === '' ? undefined : line === nothing ? '' : line);
  const event = { type: 'pane', pane: { kind: 'editor', form: next } } as const;
  return { event, ...(wish ? { request: { type: 'form', wish, form: next } } : {}) };
}

/** The name of the line that is asked for. */
export function fieldPrompt({ fields, focus }: Form, { editor }: Messages): string {
  const field = fields[focus];
  return field ? `${editor.fields[field.name]}> ` : '';
}

/** What somebody who was told of `before` has to be told of the form. */
export function announceForm(before: Form | undefined, form: Form, messages: Messages): string[] {
  const field = form.fields[form.focus];
  const isNew = before?.title !== form.title;
  const moved = isNew || before?.focus !== form.focus;
  return [
    ...(isNew ? [form.title, messages.plain.fillIn] : []),
    ...(form.remark !== before?.remark ? [form.remark] : []),
    ...(field && moved && field.line.text !== '' ? [`${messages.editor.fields[field.name]}: ${field.line.text}`] : []),
  ];
}
