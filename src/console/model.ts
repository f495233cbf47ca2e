// What the menu knows, and how an event changes it: a pure function, without a clock or a terminal.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import type { Plan } from '../policy/plan.ts';
import type { Key } from './keys.ts';
import { type Row, submenusAround, visibleRows } from './tree.ts';

/** Something that can be unlocked from the menu. */
export interface Lock {
  /** `/dev/vda3` */
  readonly node: string;
  /** `LUKS2, label root` */
  readonly what: string;
}

/** What is asked for below the menu. While it is there, what is typed goes to it. */
export interface Question {
  readonly title: string;
  /** How many characters have been typed. */
  readonly characters: number;
  /** What was wrong with the last answer. */
  readonly remark: string;
}

export interface Menu {
  /** The first line: what runs here. */
  readonly heading: string;
  readonly plan: Plan;
  /** Shown after the entries of the plan. */
  readonly locks: readonly Lock[];
  /** Key of the row under the cursor; undefined while there are no rows. */
  readonly cursor?: string;
  /** Keys of the submenus that are unfolded. */
  readonly open: ReadonlySet<string>;
  /** What is going on, in one line: what is looked for, what is being loaded. */
  readonly status: string;
  /** Why there is nothing to boot; empty as soon as there is something. */
  readonly report: readonly string[];
  /** What went wrong, newest last; shown until somebody chooses an entry. */
  readonly notices: readonly string[];
  /** The countdown that runs. `left` counts down from `total`, in seconds. */
  readonly countdown?: { readonly total: number; readonly left: number };
  /** Somebody is there: no countdown starts any more, and nothing is chosen for them. */
  readonly attended: boolean;
  readonly showDetails: boolean;
  readonly question?: Question;
}

export type Event =
  | { readonly type: 'plan'; readonly plan: Plan }
  | { readonly type: 'locks'; readonly locks: readonly Lock[] }
  | { readonly type: 'question'; readonly question?: Question }
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'countdown'; readonly total: number; readonly left: number }
  | { readonly type: 'countdown-stopped' }
  | { readonly type: 'status'; readonly text: string }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'report'; readonly texts: readonly string[] };

/** What a key asks of the program; everything else that a key does is in the menu itself. */
export type Request =
  | { readonly type: 'boot'; readonly entry: Entry }
  | { readonly type: 'unlock'; readonly node: string }
  | { readonly type: 'shell' | 'reboot' | 'power-off' | 'redraw' };

export interface Step {
  readonly menu: Menu;
  readonly request?: Request;
}

export const emptyMenu: Menu = {
  heading: 'baton',
  plan: { entries: [], reason: '', timeout: -1 },
  locks: [],
  open: new Set(),
  status: '',
  report: [],
  notices: [],
  attended: false,
  showDetails: false,
};

/** The rows to show, in order. */
export function rowsOf(menu: Menu): Row[] {
  const locks = menu.locks.map(({ node, what }): Row => {
    return { kind: 'lock', key: `lock ${node}`, depth: 0, title: `Unlock ${node} (${what})`, node };
  });
  return [...visibleRows(menu.plan.entries, menu.open), ...locks];
}

function withPlan(menu: Menu, plan: Plan): Menu {
  const chosen = plan.default;
  if (!chosen || menu.attended) return withCursor({ ...menu, plan });
  // Nobody has moved the cursor yet: it stands on the default, with the submenus around that open.
  const open = new Set([...menu.open, ...submenusAround(chosen)]);
  return { ...menu, plan, open, cursor: entryKey(chosen) };
}

/** The menu with a cursor on a row that exists. */
function withCursor(menu: Menu): Menu {
  const rows = rowsOf(menu);
  if (rows.some((row) => row.key === menu.cursor)) return menu;
  const { cursor: _, ...rest } = menu;
  const first = rows[0];
  return first ? { ...rest, cursor: first.key } : rest;
}

function move(menu: Menu, by: number): Menu {
  const rows = rowsOf(menu);
  const at = rows.findIndex((row) => row.key === menu.cursor);
  const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  return to ? { ...menu, cursor: to.key } : menu;
}

function fold(menu: Menu, key: string, unfolded: boolean): Menu {
  const open = new Set(menu.open);
  if (unfolded) open.add(key);
  else open.delete(key);
  return withCursor({ ...menu, open });
}

/** How far a page key moves the cursor, in rows. */
const page = 10;

const moves: Readonly<Partial<Record<Key, number>>> = {
  up: -1,
  down: 1,
  'page-up': -page,
  'page-down': page,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

const requests: Readonly<Partial<Record<Key, Exclude<Request['type'], 'boot' | 'unlock'>>>> = {
  s: 'shell',
  r: 'reboot',
  o: 'power-off',
  redraw: 'redraw',
};

function pressed(menu: Menu, key: Key): Step {
  const by = moves[key];
  if (by !== undefined) return { menu: move(menu, by) };
  const request = requests[key];
  if (request) return { menu, request: { type: request } };
  if (key === 'i') return { menu: { ...menu, showDetails: !menu.showDetails } };

  const row = rowsOf(menu).find((candidate) => candidate.key === menu.cursor);
  if (row?.kind === 'submenu') {
    if (key === 'enter') return { menu: fold(menu, row.key, !row.open) };
    if (key === 'right' || key === 'left') return { menu: fold(menu, row.key, key === 'right') };
  }
  if (row?.kind === 'entry' && key === 'enter') {
    return { menu: { ...menu, notices: [] }, request: { type: 'boot', entry: row.entry } };
  }
  if (row?.kind === 'lock' && key === 'enter') {
    return { menu: { ...menu, notices: [] }, request: { type: 'unlock', node: row.node } };
  }
  return { menu };
}

function asked(menu: Menu, question: Question | undefined): Menu {
  const { question: _, ...rest } = menu;
  return question ? { ...rest, question } : rest;
}

/** The menu after `event`, and what the program is asked to do. Any key ends the countdown, whatever else it does. */
export function update(menu: Menu, event: Event): Step {
  switch (event.type) {
    case 'plan':
      return { menu: withPlan(menu, event.plan) };
    case 'locks':
      return { menu: withCursor({ ...menu, locks: event.locks }) };
    case 'question':
      return { menu: asked(menu, event.question) };
    case 'countdown':
      return { menu: { ...menu, countdown: { total: event.total, left: event.left } } };
    case 'countdown-stopped':
      return { menu: withoutCountdown(menu) };
    case 'status':
      return { menu: { ...menu, status: event.text } };
    case 'notice':
      return { menu: { ...menu, notices: [...menu.notices, event.text] } };
    case 'report':
      return { menu: { ...menu, report: event.texts } };
    case 'key':
      return pressed(attended(menu), event.key);
  }
}

function withoutCountdown(menu: Menu): Menu {
  const { countdown: _, ...rest } = menu;
  return rest;
}

function attended(menu: Menu): Menu {
  return { ...withoutCountdown(menu), attended: true };
}
