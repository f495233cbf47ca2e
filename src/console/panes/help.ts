// Every key and what it does, from the table that says so.

import { bindings } from '../bindings.ts';
import { widthOf } from '../layout.ts';
import type { Menu } from '../model.ts';
import type { PaneKind } from './pane.ts';
import { scroll, scrolled } from './scroll.ts';

export interface HelpPane {
  readonly kind: 'help';
  /** The first line that is seen; undefined for the end. */
  readonly top: number | undefined;
}

/** Every key of the list with what it does, and what is to be said of them. */
export function helpLines({ messages, glyphs }: Menu): string[] {
  const { keys, helpNotes } = messages;
  const names: Readonly<Record<string, string>> = messages.keyNames;
  const named = bindings.map((binding): [string, string] => {
    return [binding.keys.map((key) => names[key] ?? key).join(' '), keys[binding.help]];
  });
  const width = Math.max(...named.map(([name]) => widthOf(name)));
  const lines = named.map(([name, text]) => `${name}${' '.repeat(width - widthOf(name))}  ${text}`);
  return [...lines, '', ...helpNotes(glyphs.open, glyphs.folded)];
}

export const help: PaneKind<HelpPane> = {
  update: (menu, pane, key) => scroll(menu, helpLines(menu), pane.top, key, 'h', (top) => ({ ...pane, top })),
  view: (menu, pane, size) => scrolled(menu, menu.messages.help, helpLines(menu), pane.top, size),
};
