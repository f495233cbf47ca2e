// What the menu knows, and how an event changes it: a pure function, without a clock or a terminal.

import type { Entry } from '../entry/entry.ts';
import type { Plan } from '../policy/plan.ts';
import { pressed } from './bindings.ts';
import type { Form, FormStep } from './editor/form.ts';
import { ascii, type Glyphs } from './glyphs.ts';
import type { Key } from './keys.ts';
import type { Size } from './layout.ts';
import { activate, moveTo, moveToEntry, withCursor, withPane } from './list.ts';
import { en, type Messages } from './messages/en.ts';
import { type Pane, updatePane } from './panes/pane.ts';

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
  /** The system and disk of each volume (by `Identity.id`), in words, as far as they are known. */
  readonly systems: ReadonlyMap<string, string>;
  /** Shown after the entries of the plan. */
  readonly locks: readonly Lock[];
  /** Key of the row under the cursor; undefined while there are no rows. */
  readonly cursor?: string;
  /** Keys of the submenus that are unfolded. */
  readonly open: ReadonlySet<string>;
  /** Keys of the systems that are folded. */
  readonly folded: ReadonlySet<string>;
  /** The number that is being typed, to choose a row. */
  readonly digits: string;
  /** What is going on, in one line: what is looked for, what is being loaded. */
  readonly status: string;
  /** The devices that are being read. */
  readonly searching: readonly string[];
  /** Why there is nothing to boot; empty as soon as there is something. */
  readonly report: readonly string[];
  /** What went wrong, newest last; shown until somebody chooses an entry. */
  readonly notices: readonly string[];
  /** The countdown that runs. `left` counts down from `total`, in seconds. */
  readonly countdown?: { readonly total: number; readonly left: number };
  /** Somebody is there: no countdown starts any more, and nothing is chosen for them. */
  readonly attended: boolean;
  readonly showDetails: boolean;
  /** The texts, in the language that was chosen. */
  readonly messages: Messages;
  readonly glyphs: Glyphs;
  /** The smallest of the terminals: what can be scrolled is scrolled for it. */
  readonly size: Size;
  /** What is open in place of the list, or changes it. It gets the keys. */
  readonly pane?: Pane;
  readonly question?: Question;
}

export type Event =
  | { readonly type: 'plan'; readonly plan: Plan }
  /** Puts the cursor on an entry. */
  | { readonly type: 'choose'; readonly entry: Entry }
  | { readonly type: 'messages'; readonly messages: Messages }
  | { readonly type: 'size'; readonly size: Size }
  | { readonly type: 'systems'; readonly systems: ReadonlyMap<string, string> }
  | { readonly type: 'locks'; readonly locks: readonly Lock[] }
  | { readonly type: 'question'; readonly question?: Question }
  /** Opens a pane, or closes the one that is open. */
  | { readonly type: 'pane'; readonly pane?: Pane }
  /** New lines for a pane, if it is still open. */
  | { readonly type: 'lines'; readonly kind: 'journal' | 'probe'; readonly lines: readonly string[] }
  /** The row with this index is chosen, as Enter does. */
  | { readonly type: 'chosen'; readonly index: number }
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'countdown'; readonly total: number; readonly left: number }
  | { readonly type: 'countdown-stopped' }
  /** Somebody is there, though no key of the menu was pressed. */
  | { readonly type: 'attended' }
  | { readonly type: 'status'; readonly text: string }
  | { readonly type: 'searching'; readonly devices: readonly string[] }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'report'; readonly texts: readonly string[] };

/** What a key asks of the program; everything else that a key does is in the menu itself. */
export type Request =
  | { readonly type: 'boot' | 'boot-once' | 'make-default'; readonly entry: Entry }
  /** To change the cmdline, or all that is loaded, before it boots. */
  | { readonly type: 'edit'; readonly entry: Entry; readonly what: 'cmdline' | 'all' }
  | { readonly type: 'save-timeout'; readonly seconds: number }
  | { readonly type: 'unlock'; readonly node: string }
  /** Something is to be done with what stands in the editor. */
  | { readonly type: 'form'; readonly wish: NonNullable<FormStep['wish']>; readonly form: Form }
  | { readonly type: SimpleRequest };

export type SimpleRequest =
  | 'enter-path'
  | 'network'
  | 'firmware-setup'
  | 'shell'
  | 'reboot'
  | 'power-off'
  | 'journal'
  | 'probe'
  | 'redraw'
  | 'stop';

export interface Step {
  readonly menu: Menu;
  readonly request?: Request;
}

export const emptyMenu: Menu = {
  heading: 'baton',
  plan: { entries: [], reason: '', timeout: -1 },
  systems: new Map(),
  locks: [],
  open: new Set(),
  folded: new Set(),
  digits: '',
  status: '',
  searching: [],
  report: [],
  notices: [],
  attended: false,
  showDetails: false,
  messages: en,
  glyphs: ascii,
  size: { columns: 80, rows: 24 },
};

function withPlan(menu: Menu, plan: Plan): Menu {
  const chosen = plan.default;
  if (!chosen || menu.attended) return withCursor({ ...menu, plan });
  // Nobody has moved the cursor yet: it stands on the default.
  return moveToEntry({ ...menu, plan }, chosen);
}

function asked(menu: Menu, question: Question | undefined): Menu {
  const { question: _, ...rest } = menu;
  return question ? { ...rest, question } : rest;
}

function withLines(menu: Menu, kind: 'journal' | 'probe', lines: readonly string[]): Menu {
  return menu.pane?.kind === kind ? { ...menu, pane: { ...menu.pane, lines } } : menu;
}

function withoutCountdown(menu: Menu): Menu {
  const { countdown: _, ...rest } = menu;
  return rest;
}

function attended(menu: Menu): Menu {
  return { ...withoutCountdown(menu), attended: true };
}

/** The menu after `event`, and what the program is asked to do. Any key ends the countdown, whatever else it does. */
export function update(menu: Menu, event: Event): Step {
  switch (event.type) {
    case 'plan':
      return { menu: withPlan(menu, event.plan) };
    case 'choose':
      return { menu: moveToEntry(menu, event.entry) };
    case 'messages':
      return { menu: { ...menu, messages: event.messages } };
    case 'size':
      return { menu: { ...menu, size: event.size } };
    case 'systems':
      return { menu: withCursor({ ...menu, systems: event.systems }) };
    case 'locks':
      return { menu: withCursor({ ...menu, locks: event.locks }) };
    case 'question':
      return { menu: asked(menu, event.question) };
    case 'pane':
      return { menu: withPane(menu, event.pane) };
    case 'lines':
      return { menu: withLines(menu, event.kind, event.lines) };
    case 'countdown':
      return { menu: { ...menu, countdown: { total: event.total, left: event.left } } };
    case 'countdown-stopped':
      return { menu: withoutCountdown(menu) };
    case 'attended':
      return { menu: attended(menu) };
    case 'status':
      return { menu: { ...menu, status: event.text } };
    case 'searching':
      return { menu: { ...menu, searching: event.devices } };
    case 'notice':
      return { menu: { ...menu, notices: [...menu.notices, event.text] } };
    case 'report':
      return { menu: { ...menu, report: event.texts } };
    case 'chosen':
      return activate(moveTo(attended(menu), event.index));
    case 'key': {
      const there = attended(menu);
      return there.pane ? updatePane(there, there.pane, event.key) : pressed(there, event.key);
    }
  }
}
