// What has changed on the menu, as lines that are read one after the other.

import { entryKey } from '../../entry/key.ts';
import { rowsOf } from '../list.ts';
import { remarks } from '../list-view.ts';
import type { Menu } from '../model.ts';
import { viewPane } from '../panes/pane.ts';
import type { Row } from '../tree.ts';
import { announceForm } from './fill-in.ts';

/** What of a row is not its title. */
function rowRemarks(row: Row, menu: Menu): string[] {
  const { plain } = menu.messages;
  if (row.kind === 'lock') return [];
  if (row.kind !== 'entry') return [row.open ? plain.open : plain.folded];
  const isDefault = menu.plan.default !== undefined && entryKey(menu.plan.default) === row.key;
  return [...(isDefault ? [plain.default] : []), ...remarks(row.entry, menu)];
}

/** One row with its number. */
function rowLine(row: Row, index: number, menu: Menu): string {
  const title = row.kind === 'lock' ? menu.messages.unlock(row.node, row.what) : row.title;
  const told = rowRemarks(row, menu);
  return `${'  '.repeat(row.depth)}${index + 1} ${title}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
}

/** All rows with their numbers. */
export function listLines(menu: Menu): string[] {
  return rowsOf(menu).map((row, index) => rowLine(row, index, menu));
}

/** Seconds of a countdown that are said: its first, and then as often as does not get in anybody's way. */
const isSaid = (seconds: number): boolean => seconds % 60 === 0 || [30, 10, 5].includes(seconds);

function countdownLines(before: Menu | undefined, { countdown, plan, messages, attended }: Menu): string[] {
  if (!countdown || !plan.default) return before?.countdown && attended ? [messages.plain.stopped] : [];
  const left = Math.ceil(countdown.left);
  if (before?.countdown && (Math.ceil(before.countdown.left) === left || !isSaid(left))) return [];
  return [messages.countdown(left, plan.default.title)];
}

function paneLines(before: Menu | undefined, menu: Menu): string[] {
  const { pane } = menu;
  if (!pane || pane === before?.pane || pane.kind === 'filter') return [];
  if (pane.kind === 'editor') {
    return announceForm(before?.pane?.kind === 'editor' ? before.pane.form : undefined, pane.form, menu.messages);
  }
  if (pane.kind === 'journal' || pane.kind === 'probe') return [...pane.lines];
  const seen = before?.pane ? viewPane(before, before.pane, before.size).map(({ text }) => text) : [];
  return viewPane(menu, pane, menu.size).flatMap(({ text }) =>
    text.trim() === '' || seen.includes(text) ? [] : [text],
  );
}

const list = (menu: Menu): string[] => {
  const lines = listLines(menu);
  return lines.length > 0 ? [menu.messages.plain.entries, ...lines] : [];
};

const whyDefault = ({ plan, messages }: Menu): string | undefined =>
  plan.default && messages.defaultBecause(plan.default.title, messages.reason(plan.reason));

/** What somebody who was told of `before` has to be told of `after`; without a `before`, everything. */
export function announce(before: Menu | undefined, after: Menu): string[] {
  const { messages } = after;
  const rows = before && list(before).join('\n') === list(after).join('\n') ? [] : list(after);
  const reason = whyDefault(after);
  const oldReason = before && whyDefault(before);
  const added = (now: readonly string[], then: readonly string[] = []) => now.filter((text) => !then.includes(text));
  return [
    ...(before ? [] : [after.heading]),
    ...rows,
    ...(reason !== undefined && reason !== oldReason ? [reason] : []),
    ...added(after.report, before?.report),
    ...added(after.notices, before?.notices).map(messages.plain.problem),
    ...(after.status !== before?.status && after.status !== '' ? [after.status] : []),
    ...countdownLines(before, after),
    ...(after.question && after.question.remark !== before?.question?.remark ? [after.question.remark] : []),
    ...paneLines(before, after),
  ].filter((text) => text !== '');
}
