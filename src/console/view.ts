// The menu as lines of text: a pure function of the menu and the terminal's size.

import type { Line, Size } from './layout.ts';
import { listView } from './list-view.ts';
import type { Menu } from './model.ts';
import { viewPane } from './panes/pane.ts';

/** What the terminal shows: exactly `size.rows` lines, none wider than the terminal less its last column. */
export function view(menu: Menu, size: Size): Line[] {
  // A question is seen whatever is open.
  return menu.pane && !menu.question ? viewPane(menu, menu.pane, size) : listView(menu, size);
}
