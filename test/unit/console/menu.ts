import { keyOf } from '../../../src/console/keys.ts';
import { rowsOf } from '../../../src/console/list.ts';
import { rowText } from '../../../src/console/list-view.ts';
import { type Event, emptyMenu, type Menu, type Request, update } from '../../../src/console/model.ts';
import { view } from '../../../src/console/view.ts';
import type { Entry } from '../../../src/entry/entry.ts';
import { makePlan } from '../../../src/policy/plan.ts';
import { reading } from '../entries.ts';

/** A menu with these entries of one configuration, after these events. */
export function menuOf(entries: Entry[], ...events: Event[]): Menu {
  return after(emptyMenu, { type: 'plan', plan: makePlan([reading(entries)], {}) }, ...events);
}

export function after(menu: Menu, ...events: Event[]): Menu {
  return events.reduce((before, event) => update(before, event).menu, menu);
}

/** The menu after these keys (their spellings), and what the last one asked for. */
export function press(menu: Menu, ...keys: string[]): { menu: Menu; request: Request | undefined } {
  let request: Request | undefined;
  for (const key of keys) ({ menu, request = undefined } = update(menu, { type: 'key', key: keyOf(key) }));
  return { menu, request };
}

/** What the rows say, without their marks; what is no entry in brackets. */
export function titles(menu: Menu): string[] {
  const bare = (text: string) => text.replace(/^ *[-+*]? */, '');
  return rowsOf(menu).map((row) => (row.kind === 'entry' ? row.title : `[${bare(rowText(row, menu))}]`));
}

/** What the row under the cursor says. */
export function current(menu: Menu): string | undefined {
  return titles(menu)[rowsOf(menu).findIndex(({ key }) => key === menu.cursor)];
}

/** The screen as text, without blanks at the ends of its lines. */
export function screen(menu: Menu, columns = 80, rows = 24): string {
  return view(menu, { columns, rows })
    .map((line) => line.text.trimEnd())
    .join('\n');
}
