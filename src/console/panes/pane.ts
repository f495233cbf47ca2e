// What is open beside the list: each kind has its keys and its picture.

import type { Key } from '../keys.ts';
import type { Line, Size } from '../layout.ts';
import type { Menu, Step } from '../model.ts';
import { type EditorPane, editor } from './editor.ts';
import { type FilterPane, filter } from './filter.ts';
import { type HelpPane, help } from './help.ts';
import { type JournalPane, journal } from './journal.ts';
import { type ProbePane, probe } from './probe.ts';
import { type TimeoutPane, timeout } from './timeout.ts';

export type Pane = HelpPane | JournalPane | ProbePane | FilterPane | TimeoutPane | EditorPane;

export interface PaneKind<P> {
  /** The menu after a key; without a pane when that closes it. */
  update(menu: Menu, pane: P, key: Key): Step;
  /** What the terminal shows: exactly `size.rows` lines, none wider than the terminal less its last column. */
  view(menu: Menu, pane: P, size: Size): Line[];
}

type Kinds = { readonly [K in Pane['kind']]: PaneKind<Extract<Pane, { kind: K }>> };

const kinds: Kinds = { help, journal, probe, filter, timeout, editor };

const kindOf = (pane: Pane) => kinds[pane.kind] as PaneKind<Pane>;

export function updatePane(menu: Menu, pane: Pane, key: Key): Step {
  return kindOf(pane).update(menu, pane, key);
}

export function viewPane(menu: Menu, pane: Pane, size: Size): Line[] {
  return kindOf(pane).view(menu, pane, size);
}
