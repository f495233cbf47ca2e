// The menu's rows: systems, where there are several, the entries of each, and the submenus around them.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';

interface Place {
  readonly key: string;
  /** How far it is indented. */
  readonly depth: number;
}

/** A row that others stand under. */
export interface Fold extends Place {
  readonly kind: 'submenu' | 'system';
  readonly title: string;
  readonly open: boolean;
}

export type Row =
  | (Place & { readonly kind: 'entry'; readonly entry: Entry; readonly title: string })
  | Fold
  | (Place & { readonly kind: 'lock'; readonly node: string; readonly what: string });

/** What decides which rows are seen. */
export interface Folds {
  /** Keys of the submenus that are unfolded. */
  readonly open: ReadonlySet<string>;
  /** Keys of the systems that are folded. */
  readonly folded: ReadonlySet<string>;
  /** The system and disk that each volume (by `Identity.id`) belongs to, in words: entries of one stand together. */
  readonly systems: ReadonlyMap<string, string>;
}

/** Names a submenu by its configuration and the titles that lead to it. */
function submenuKey(entry: Entry, depth: number): string {
  return [entry.volume, entry.config, ...entry.submenu.slice(0, depth)].join('\n');
}

const systemKey = (system: string): string => `system\n${system}`;

/** The entries under their systems, each where its first entry stands; of what is no system's the name is undefined. */
function bySystem(entries: readonly Entry[], { systems }: Folds): Map<string | undefined, Entry[]> {
  const groups = new Map<string | undefined, Entry[]>();
  for (const entry of entries) {
    const system = systems.get(entry.volume);
    const group = groups.get(system);
    if (group) group.push(entry);
    else groups.set(system, [entry]);
  }
  return groups;
}

/** The rows of one system. */
function rowsBelow(entries: readonly Entry[], open: ReadonlySet<string>, depth: number): Row[] {
  const rows: Row[] = [];
  const seen = new Set<string>();
  for (const entry of entries) {
    let visible = true;
    for (let level = 1; level <= entry.submenu.length && visible; level++) {
      const key = submenuKey(entry, level);
      const title = entry.submenu[level - 1] ?? '';
      if (!seen.has(key)) rows.push({ kind: 'submenu', key, depth: depth + level - 1, title, open: open.has(key) });
      seen.add(key);
      visible = open.has(key);
    }
    const place = { key: entryKey(entry), depth: depth + entry.submenu.length };
    if (visible) rows.push({ kind: 'entry', ...place, entry, title: entry.title });
  }
  return rows;
}

/**
 * The rows that are visible. Headings for systems are there where there are several and they are worth their rows: not
 * where every system has one entry.
 */
export function visibleRows(entries: readonly Entry[], folds: Folds): Row[] {
  const groups = bySystem(entries, folds);
  const named = [...groups.keys()].filter((system) => system !== undefined);
  if (named.length < 2 || entries.length < 2 * named.length) return rowsBelow(entries, folds.open, 0);
  return [...groups].flatMap(([system, own]): Row[] => {
    if (system === undefined) return rowsBelow(own, folds.open, 0);
    const key = systemKey(system);
    const open = !folds.folded.has(key);
    const heading: Row = { kind: 'system', key, depth: 0, title: system, open };
    return [heading, ...(open ? rowsBelow(own, folds.open, 1) : [])];
  });
}

/** The keys of all submenus around an entry, so that its row can be shown. */
export function submenusAround(entry: Entry): string[] {
  return entry.submenu.map((_, index) => submenuKey(entry, index + 1));
}
