// Every key and what it does, from the table that says so.

import { bindings } from '../bindings.ts';
import { widthOf } from '../layout.ts';
import type { Messages } from '../messages/en.ts';
import type { PaneKind } from './pane.ts';
import { scroll, scrolled } from './scroll.ts';

export interface HelpPane {
  readonly kind: 'help';
  /** The first line that is seen; undefined for the end. */
  readonly top: number | undefined;
}

function helpLines({ keyNames, keys, helpNotes }: Messages): string[] {
  const named = bindings.map((binding): [string, string] => {
    return [binding.keys.map((key) => keyNames[key] ?? key).join(' '), keys[binding.help]];
  });
  const width = Math.max(...named.map(([name]) => widthOf(name)));
  const lines = named.map(([name, text]) => `${name}${' '.repeat(width - widthOf(name))}  ${text}`);
  return [...lines, '', ...helpNotes];
}

export const help: PaneKind<HelpPane> = {
  update: (menu, pane, key) => scroll(menu, helpLines(menu.messages), pane.top, key, 'h', (top) => ({ ...pane, top })),
  view: (menu, pane, size) => scrolled(menu, menu.messages.help, helpLines(menu.messages), pane.top, size),
};
