// What each key does in the list: the one table that is obeyed and that the help screen shows.

import type { Entry } from '../entry/entry.ts';
import { type Key, spelling } from './keys.ts';
import { activate, currentRow, fold, move, moves, moveTo, moveToEntry, rowsOf, withPane } from './list.ts';
import type { Messages } from './messages/en.ts';
import type { Menu, Request, SimpleRequest, Step } from './model.ts';
import { changed } from './panes/timeout.ts';

export interface Binding {
  /** Spellings of the keys. */
  readonly keys: readonly string[];
  /** What the help screen says that they do. */
  readonly help: keyof Messages['keys'];
  press(menu: Menu, spelled: string): Step;
}

const asks =
  (type: SimpleRequest) =>
  (menu: Menu): Step => ({ menu, request: { type } });

/** A request about the entry under the cursor; nothing where there is none. */
const asksOf =
  (request: (entry: Entry) => Request) =>
  (menu: Menu): Step => {
    const row = currentRow(menu);
    return row?.kind === 'entry' ? { menu, request: request(row.entry) } : { menu };
  };

const movesBy = (menu: Menu, spelled: string): Step => ({ menu: move(menu, moves[spelled] ?? 0) });

/** Begins with the time-out that is in force, and the first change. */
const changesTimeout =
  (by: number) =>
  (menu: Menu): Step => ({ menu: withPane(menu, { kind: 'timeout', seconds: changed(menu.plan.timeout, by) }) });

/** Digits that follow each other are one number, as long as there is a row with it. */
function digit(menu: Menu, spelled: string): Step {
  const count = rowsOf(menu).length;
  const fits = (digits: string): boolean => Number(digits) >= 1 && Number(digits) <= count;
  const digits = [menu.digits + spelled, spelled].find(fits);
  return digits === undefined ? { menu } : { menu: { ...moveTo(menu, Number(digits) - 1), digits } };
}

/** In the order of the help screen. */
export const bindings: readonly Binding[] = [
  { keys: ['up', 'down'], help: 'move', press: movesBy },
  { keys: ['page-up', 'page-down'], help: 'page', press: movesBy },
  { keys: ['home', 'end'], help: 'ends', press: movesBy },
  { keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], help: 'digits', press: digit },
  { keys: ['enter'], help: 'boot', press: activate },
  { keys: ['right', 'left'], help: 'fold', press: (menu, spelled) => ({ menu: fold(menu, spelled === 'right') }) },
  { keys: ['/'], help: 'filter', press: (menu) => ({ menu: withPane(menu, { kind: 'filter', text: '' }) }) },
  { keys: ['i'], help: 'details', press: (menu) => ({ menu: { ...menu, showDetails: !menu.showDetails } }) },
  { keys: ['e'], help: 'edit', press: asksOf((entry) => ({ type: 'edit', entry, what: 'cmdline' })) },
  { keys: ['E'], help: 'editAll', press: asksOf((entry) => ({ type: 'edit', entry, what: 'all' })) },
  { keys: ['d'], help: 'makeDefault', press: asksOf((entry) => ({ type: 'make-default', entry })) },
  { keys: ['b'], help: 'bootOnce', press: asksOf((entry) => ({ type: 'boot-once', entry })) },
  { keys: ['t', '+'], help: 'longer', press: changesTimeout(1) },
  { keys: ['T', '-'], help: 'shorter', press: changesTimeout(-1) },
  { keys: ['u'], help: 'enterPath', press: asks('enter-path') },
  { keys: ['n'], help: 'network', press: asks('network') },
  { keys: ['l'], help: 'journal', press: asks('journal') },
  { keys: ['p'], help: 'probe', press: asks('probe') },
  { keys: ['s'], help: 'shell', press: asks('shell') },
  { keys: ['f'], help: 'firmware', press: asks('firmware-setup') },
  { keys: ['r'], help: 'reboot', press: asks('reboot') },
  { keys: ['o'], help: 'powerOff', press: asks('power-off') },
  { keys: ['h', '?'], help: 'help', press: (menu) => ({ menu: withPane(menu, { kind: 'help', top: 0 }) }) },
  { keys: ['ctrl-l'], help: 'redraw', press: asks('redraw') },
  { keys: ['escape'], help: 'stop', press: asks('stop') },
];

const byKey = new Map(bindings.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)));

/** GRUB's names of keys without a character, which a configuration may have as hotkeys. */
const hotkeyNames = ['backspace', 'tab', 'delete'];

/** Does what its boot loader does with the hotkey of an entry: boots it, or in SYSLINUX moves the cursor there. */
function hotkey(menu: Menu, key: Key): Step | undefined {
  const spelled = spelling(key);
  if (key.name !== 'text' && !hotkeyNames.includes(spelled)) return undefined;
  const entry = menu.plan.entries.find((candidate) => candidate.hotkey === spelled);
  if (!entry) return undefined;
  if (entry.source === 'syslinux' || entry.source === 'pxelinux') return { menu: moveToEntry(menu, entry) };
  return { menu: { ...menu, notices: [] }, request: { type: 'boot', entry } };
}

/**
 * What a key does in the list. What a configuration has as the hotkey of an entry goes before the keys of this table,
 * which are then had with Alt.
 */
export function pressed(menu: Menu, key: Key): Step {
  const spelled = spelling(key);
  const own = hotkey(menu, key);
  if (own) return own;
  const { press } = byKey.get(spelled) ?? byKey.get(spelling({ ...key, alt: false })) ?? {};
  const isDigit = /^\d$/.test(spelled);
  return press ? press(isDigit ? menu : { ...menu, digits: '' }, spelling({ ...key, alt: false })) : { menu };
}
