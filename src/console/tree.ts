// The menu's rows: entries and the submenus around them, folded or open.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';

export type Row =
  | { readonly kind: 'entry'; readonly key: string; readonly depth: number; readonly entry: Entry }
  | {
      readonly kind: 'submenu';
      readonly key: string;
      readonly depth: number;
      readonly title: string;
      readonly open: boolean;
    }
  | {
      readonly kind: 'lock';
      readonly key: string;
      readonly depth: number;
      readonly title: string;
      /** The device that it unlocks. */
      readonly node: string;
    };

/** Names a submenu by its configuration and the titles that lead to it. */
function submenuKey(entry: Entry, depth: number): string {
  return [entry.volume, entry.config, ...entry.submenu.slice(0, depth)].join('\n');
}

/** The rows that are visible when the submenus in `open` (their keys) are unfolded. */
export function visibleRows(entries: readonly Entry[], open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const seen = new Set<string>();
  for (const entry of entries) {
    let visible = true;
    for (let depth = 1; depth <= entry.submenu.length && visible; depth++) {
      const key = submenuKey(entry, depth);
      const title = entry.submenu[depth - 1] ?? '';
      if (!seen.has(key)) rows.push({ kind: 'submenu', key, depth: depth - 1, title, open: open.has(key) });
      seen.add(key);
      visible = open.has(key);
    }
    if (visible) rows.push({ kind: 'entry', key: entryKey(entry), depth: entry.submenu.length, entry });
  }
  return rows;
}

/** The keys of all submenus around an entry, so that its row can be shown. */
export function submenusAround(entry: Entry): string[] {
  return entry.submenu.map((_, index) => submenuKey(entry, index + 1));
}
