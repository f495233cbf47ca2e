// The list of rows and the cursor in it.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { matchingRows } from './matching.ts';
import type { Menu, Step } from './model.ts';
import type { Pane } from './panes/pane.ts';
import { type Row, submenusAround, visibleRows } from './tree.ts';

/** The rows to show, in order: those that match what is looked for, or all, with what is locked after the entries. */
export function rowsOf(menu: Menu): Row[] {
  if (menu.pane?.kind === 'filter') return matchingRows(menu.plan.entries, menu.pane.text);
  const locks = menu.locks.map(({ node, what }): Row => ({ kind: 'lock', key: `lock ${node}`, depth: 0, node, what }));
  return [...visibleRows(menu.plan.entries, menu), ...locks];
}

export function currentRow(menu: Menu): Row | undefined {
  return rowsOf(menu).find((row) => row.key === menu.cursor);
}

/** The menu with a cursor on a row that exists. */
export function withCursor(menu: Menu): Menu {
  const rows = rowsOf(menu);
  if (rows.some((row) => row.key === menu.cursor)) return menu;
  const { cursor: _, ...rest } = menu;
  const first = rows.find(({ kind }) => kind !== 'system') ?? rows[0];
  return first ? { ...rest, cursor: first.key } : rest;
}

/** The menu with the cursor so many rows further down, or as far as there are rows. */
export function move(menu: Menu, by: number): Menu {
  const rows = rowsOf(menu);
  const at = rows.findIndex((row) => row.key === menu.cursor);
  return moveTo(menu, Math.max(0, Math.min(rows.length - 1, at + by)));
}

/** The menu with the cursor on the row with this index; where there is none, as it was. */
export function moveTo(menu: Menu, index: number): Menu {
  const to = rowsOf(menu)[index];
  return to ? { ...menu, cursor: to.key } : menu;
}

/** The menu with the cursor on this entry, and the submenus around it unfolded. */
export function moveToEntry(menu: Menu, entry: Entry): Menu {
  return { ...menu, open: new Set([...menu.open, ...submenusAround(entry)]), cursor: entryKey(entry) };
}

function toggle(keys: ReadonlySet<string>, key: string, there: boolean): Set<string> {
  const rest = new Set(keys);
  if (there) rest.add(key);
  else rest.delete(key);
  return rest;
}

/** Unfolds or folds what is under the cursor; without `open` the other of the two. */
export function fold(menu: Menu, open?: boolean): Menu {
  const row = currentRow(menu);
  if (row?.kind !== 'submenu' && row?.kind !== 'system') return menu;
  const unfolded = open ?? !row.open;
  if (row.kind === 'submenu') return withCursor({ ...menu, open: toggle(menu.open, row.key, unfolded) });
  return withCursor({ ...menu, folded: toggle(menu.folded, row.key, !unfolded) });
}

/** What Enter does with a row: boots it, unlocks it, or folds it. */
export function activate(menu: Menu): Step {
  const row = currentRow(menu);
  if (row?.kind === 'entry') return { menu: { ...menu, notices: [] }, request: { type: 'boot', entry: row.entry } };
  if (row?.kind === 'lock') return { menu: { ...menu, notices: [] }, request: { type: 'unlock', node: row.node } };
  return { menu: fold(menu) };
}

/** The menu with this pane, or without one. */
export function withPane(menu: Menu, pane?: Pane): Menu {
  const { pane: _, ...rest } = menu;
  return withCursor(pane ? { ...rest, pane } : rest);
}

/** How far a page key moves the cursor, in rows. */
const page = 10;

/** What moves the cursor, by the spelling of the key, and how far. */
export const moves: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  'page-up': -page,
  'page-down': page,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};
