// The list, shortened as one types to what is looked for.

import { type Key, spelling } from '../keys.ts';
import type { Line, Size } from '../layout.ts';
import { activate, move, moves, withPane } from '../list.ts';
import { listView } from '../list-view.ts';
import type { Menu, Step } from '../model.ts';
import type { PaneKind } from './pane.ts';

export interface FilterPane {
  readonly kind: 'filter';
  readonly text: string;
}

/** Nobody needs more to find an entry. */
const longest = 60;

function update(menu: Menu, { text }: FilterPane, key: Key): Step {
  const spelled = spelling(key);
  const by = moves[spelled];
  if (by !== undefined) return { menu: move(menu, by) };
  const typed = (next: string): Step => ({ menu: withPane(menu, { kind: 'filter', text: next }) });
  switch (spelled) {
    case 'enter':
      return activate(menu);
    case 'escape':
      return { menu: withPane(menu) };
    case 'backspace':
      return text === '' ? { menu: withPane(menu) } : typed([...text].slice(0, -1).join(''));
    case 'ctrl-u':
      return typed('');
    case 'ctrl-l':
      return { menu, request: { type: 'redraw' } };
  }
  if (key.name === 'text' && !key.ctrl && !key.alt && text.length < longest) return typed(text + key.text);
  return { menu };
}

export const filter: PaneKind<FilterPane> = {
  update,
  view: (menu: Menu, _pane: FilterPane, size: Size): Line[] => listView(menu, size),
};
