// What somebody has typed in plain mode: a number of the list, or a word.

import type { Entry } from '../../entry/entry.ts';
import { entryDetails } from '../details.ts';
import { rowsOf } from '../list.ts';
import { matchingRows } from '../matching.ts';
import type { Event, Menu, Request, SimpleRequest } from '../model.ts';
import { listLines } from './announce.ts';
import { fillIn } from './fill-in.ts';

/** What comes of it: lines to be read, an event for the menu, something asked for. */
export interface Outcome {
  readonly say?: readonly string[];
  readonly event?: Event;
  readonly request?: Request;
}

const simple: Readonly<Record<string, SimpleRequest>> = {
  path: 'enter-path',
  network: 'network',
  journal: 'journal',
  probe: 'probe',
  shell: 'shell',
  firmware: 'firmware-setup',
  reboot: 'reboot',
  off: 'power-off',
};

const longestTimeout = 3600;
const wide = 10_000;

type OfEntry = (entry: Entry, rest: string, menu: Menu) => Outcome;

/** The words that a number of an entry follows. */
const ofEntries: Readonly<Record<string, OfEntry>> = {
  details: (entry, _rest, menu) => {
    const row = { kind: 'entry' as const, key: '', depth: 0, entry, title: entry.title };
    return { say: entryDetails(menu, row, wide) };
  },
  edit: (entry, cmdline) =>
    cmdline === ''
      ? { request: { type: 'edit', entry, what: 'cmdline' } }
      : { request: { type: 'boot', entry: { ...entry, cmdline } } },
  default: (entry) => ({ request: { type: 'make-default', entry } }),
  once: (entry) => ({ request: { type: 'boot-once', entry } }),
};

/** The list becomes that of the entries with this text. */
function find(menu: Menu, text: string): Outcome {
  if (matchingRows(menu.plan.entries, text).length === 0) return { say: [menu.messages.plain.noneFound(text)] };
  return { event: { type: 'pane', pane: { kind: 'filter', text } } };
}

/** The whole list, once more. */
function list(menu: Menu): Outcome {
  return menu.pane ? { event: { type: 'pane' } } : { say: listLines(menu) };
}

/** What `typed` asks for. */
export function command(menu: Menu, typed: string): Outcome {
  if (menu.pane?.kind === 'editor') return fillIn(menu.pane.form, typed);
  const { plain } = menu.messages;
  const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(typed) ?? [];
  const rows = rowsOf(menu);
  if (/^\d+$/.test(word)) {
    const index = Number(word) - 1;
    return rows[index] ? { event: { type: 'chosen', index } } : { say: [plain.noEntry(word)] };
  }
  if (Object.hasOwn(ofEntries, word)) {
    const [, number = '', more = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
    const row = rows[Number(number) - 1];
    return row?.kind === 'entry' ? ofEntries[word]!(row.entry, more, menu) : { say: [plain.noEntry(number)] };
  }
  if (Object.hasOwn(simple, word)) return { request: { type: simple[word]! } };
  if (word === 'find') return find(menu, rest);
  if (word === 'timeout' && /^(-1|\d{1,4})$/.test(rest)) {
    return { request: { type: 'save-timeout', seconds: Math.min(longestTimeout, Number(rest)) } };
  }
  if (word === '' || word === 'list') return list(menu);
  if (word === 'help') return { say: [plain.help, ...Object.values(plain.commands)] };
  return { say: [plain.unknown(typed.trim())] };
}
