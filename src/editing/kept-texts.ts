// What somebody has typed for an entry, until the machine restarts.

import { type Texts, textsToEdit } from '../console/editor/entry-form.ts';
import { type FieldName, type Form, textsOf } from '../console/editor/form.ts';
import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';

export class KeptTexts {
  /** By entry; the cmdline is one, whichever form it was typed into. */
  readonly #cmdlines = new Map<string, string>();
  readonly #all = new Map<string, Texts>();

  /** The texts for a form, as they were left. */
  of(entry: Entry, what: 'cmdline' | 'all'): Texts {
    const key = entryKey(entry);
    const texts = (what === 'all' ? this.#all.get(key) : undefined) ?? textsToEdit(entry, what);
    const cmdline = this.#cmdlines.get(key);
    if (cmdline === undefined) return texts;
    return texts.map(([name, text]): readonly [FieldName, string] => [name, name === 'cmdline' ? cmdline : text]);
  }

  keep(entry: Entry, form: Form): void {
    const [cmdline] = textsOf(form, 'cmdline');
    if (cmdline !== undefined) this.#cmdlines.set(entryKey(entry), cmdline);
    if (form.fields.length > 1)
      this.#all.set(
        entryKey(entry),
        form.fields.map(({ name, line }) => [name, line.text] as const),
      );
  }
}
