// How long the countdown is to be from now on, kept where the boot loader that baton stands for keeps it.

import { type Key, spelling } from '../keys.ts';
import type { Line, Size } from '../layout.ts';
import { withPane } from '../list.ts';
import { listView } from '../list-view.ts';
import type { Menu, Step } from '../model.ts';
import type { PaneKind } from './pane.ts';

export interface TimeoutPane {
  readonly kind: 'timeout';
  /** -1 waits for ever, 0 boots at once. */
  readonly seconds: number;
}

/** An hour; who wants more wants for ever. */
const longest = 3600;

const steps: Readonly<Record<string, number>> = { t: 1, '+': 1, up: 1, right: 1, T: -1, '-': -1, down: -1, left: -1 };

/** So many seconds more or less, between for ever and an hour. */
export const changed = (seconds: number, by: number): number => Math.max(-1, Math.min(longest, seconds + by));

function update(menu: Menu, { seconds }: TimeoutPane, key: Key): Step {
  const spelled = spelling(key);
  const by = steps[spelled];
  if (by !== undefined) return { menu: { ...menu, pane: { kind: 'timeout', seconds: changed(seconds, by) } } };
  if (spelled === 'enter') return { menu: withPane(menu), request: { type: 'save-timeout', seconds } };
  if (spelled === 'ctrl-l') return { menu, request: { type: 'redraw' } };
  return { menu: spelled === 'escape' || spelled === 'q' ? withPane(menu) : menu };
}

export const timeout: PaneKind<TimeoutPane> = {
  update,
  view: (menu: Menu, _pane: TimeoutPane, size: Size): Line[] => listView(menu, size),
};
