// What has happened so far.

import type { PaneKind } from './pane.ts';
import { scroll, scrolled } from './scroll.ts';

export interface JournalPane {
  readonly kind: 'journal';
  readonly lines: readonly string[];
  /** The first line that is seen; undefined while it follows the newest. */
  readonly top: number | undefined;
}

export const journal: PaneKind<JournalPane> = {
  update: (menu, pane, key) => scroll(menu, pane.lines, pane.top, key, 'l', (top) => ({ ...pane, top })),
  view: (menu, pane, size) => scrolled(menu, menu.messages.journal, pane.lines, pane.top, size),
};
