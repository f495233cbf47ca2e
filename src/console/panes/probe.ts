// The block devices, what is on them, and what was made of it.

import type { PaneKind } from './pane.ts';
import { scroll, scrolled } from './scroll.ts';

export interface ProbePane {
  readonly kind: 'probe';
  readonly lines: readonly string[];
  /** The first line that is seen; undefined for the end. */
  readonly top: number | undefined;
}

export const probe: PaneKind<ProbePane> = {
  update: (menu, pane, key) => scroll(menu, pane.lines, pane.top, key, 'p', (top) => ({ ...pane, top })),
  view: (menu, pane, size) => scrolled(menu, menu.messages.probe, pane.lines, pane.top, size),
};
