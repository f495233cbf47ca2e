// The list of what can be booted, with what is said above and below it.

import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { entryDetails } from './details.ts';
import {
  filled,
  fit,
  type Line,
  row as line,
  plain,
  type Size,
  type Style,
  widest,
  widthOf,
  windowAround,
  wrap,
} from './layout.ts';
import { rowsOf } from './list.ts';
import type { Menu } from './model.ts';
import type { Row } from './tree.ts';

/** What is to be known of an entry before it is chosen; nothing of most. */
export function remarks(entry: Entry, { messages, plan }: Menu): string[] {
  const wants = entry.kernel?.volume === undefined ? entry.kernel?.wants : undefined;
  return [
    ...(wants !== undefined && entry.kernel?.url === undefined ? [messages.waitsFor(wants)] : []),
    ...(entry.crash ? [messages.crashKernel] : []),
    ...(entry.unsigned ? [messages.unsigned] : []),
    ...(entry.tries ? [messages.triesLeft(entry.tries.left)] : []),
    ...(plan.spent?.has(entryKey(entry)) ? [messages.spent] : []),
    ...(entry.hotkey !== undefined ? [messages.hotkey(entry.hotkey)] : []),
  ];
}

/** What a row says, behind the blanks for its depth. */
export function rowText(row: Row, menu: Menu): string {
  const { glyphs } = menu;
  const indent = '   '.repeat(row.depth);
  if (row.kind === 'lock') return `  ${menu.messages.unlock(row.node, row.what)}`;
  if (row.kind === 'entry') {
    const mark = row.entry === menu.plan.default ? glyphs.default : ' ';
    const told = remarks(row.entry, menu);
    return `${indent}${mark} ${row.title}${told.length > 0 ? ` [${told.join(', ')}]` : ''}`;
  }
  return `${indent}${row.open ? glyphs.open : glyphs.folded} ${row.title}`;
}

/** The seconds that are left as a bar and a sentence; undefined when nothing is counted down. */
function countdown({ countdown: running, plan, messages, glyphs }: Menu, width: number): string | undefined {
  if (!running || !plan.default) return undefined;
  const { total, left } = running;
  const cells = Math.min(20, Math.max(1, width - 60));
  const full = Math.max(0, Math.min(cells, Math.round((left / total) * cells)));
  const [start, still, over, end] = glyphs.bar;
  const bar = `${start}${still.repeat(full)}${over.repeat(cells - full)}${end}`;
  return `${bar} ${messages.countdown(Math.ceil(left), plan.default.title)}`;
}

/** So many characters are told apart; a longer passphrase shows no more. */
const mostStars = 24;

function question({ question: asked }: Menu, size: Size): Line[] {
  if (!asked) return [];
  const stars = '*'.repeat(Math.min(asked.characters, mostStars));
  const remarks = asked.remark === '' ? [] : wrap(asked.remark, widest(size) - 1).map((text) => line(text, size));
  return [...remarks, line(`${asked.title}: ${stars}_`, size, 'question')];
}

function hint({ messages, question: asked, pane }: Menu, size: Size): Line {
  const usual = widthOf(messages.hint) < widest(size) ? messages.hint : messages.shortHint;
  const special =
    pane?.kind === 'filter' ? messages.filterHint : pane?.kind === 'timeout' ? messages.timeoutHint : usual;
  return line(asked ? messages.questionHint : special, size, 'hint');
}

/** What an open pane adds below the list. */
function paneLine({ pane, messages, ...menu }: Menu, size: Size): Line[] {
  if (pane?.kind === 'timeout') return [line(messages.timeout(pane.seconds), size, 'question')];
  if (pane?.kind !== 'filter') return [];
  const found = rowsOf({ ...menu, messages, pane }).length;
  const text = messages.filter(pane.text, found);
  return [{ ...line(text, size, 'question'), cursor: widthOf(text) + 1 }];
}

function foot(menu: Menu, size: Size): Line[] {
  const { plan, messages } = menu;
  const last = countdown(menu, widest(size));
  const reading = menu.searching.length > 0 ? [messages.beingRead(menu.searching.join(', '))] : [];
  const why =
    plan.default && size.rows >= 16 ? [messages.defaultBecause(plan.default.title, messages.reason(plan.reason))] : [];
  return [
    ...[[menu.status, ...reading].join('  '), ...why, ...(last === undefined ? [] : [last])].map((text) =>
      line(text, size),
    ),
    ...question(menu, size),
    ...paneLine(menu, size),
    hint(menu, size),
  ];
}

/** Problems, whole where there is room, else the newest as one line each. */
function notices({ notices: all, messages }: Menu, width: number, room: number): string[] {
  const whole = all.flatMap((text) => wrap(text, width));
  if (whole.length <= room) return whole;
  const short = all.slice(-Math.max(1, room - 1)).map((text) => fit(text, width));
  const gone = all.length - short.length;
  return [gone > 0 ? messages.moreProblems(gone) : messages.more, ...short].slice(-room);
}

/** What the configuration wants to be seen until somebody presses a key; undefined where that is the menu. */
function hidden(menu: Menu, size: Size): Line[] | undefined {
  const { plan, attended, notices: problems, report, question: asked } = menu;
  const quiet = plan.default !== undefined && plan.timeout >= 0 && problems.length + report.length === 0;
  if (plan.style === undefined || plan.style === 'menu' || attended || asked || !quiet) return undefined;
  const text = menu.countdown ? (plan.style === 'countdown' ? countdown(menu, widest(size)) : '') : menu.status;
  return filled([], [line(text ?? '', size)], size);
}

/** The menu: exactly `size.rows` lines. */
export function listView(menu: Menu, size: Size): Line[] {
  const little = hidden(menu, size);
  if (little) return little;
  const rows = rowsOf(menu);
  const at = rows.findIndex((row) => row.key === menu.cursor);
  const width = widest(size) - 1;
  const rule = plain(menu.glyphs.rule.repeat(widest(size)));
  const head: Line[] = [line(menu.heading, size, 'heading'), ...(size.rows >= 10 ? [rule] : [])];
  // On the smallest screens the row under the cursor and what is asked are what matters.
  const below = foot(menu, size).slice(-Math.max(1, size.rows - 2));

  const room = Math.max(1, size.rows - head.length - below.length - 1);
  const report = menu.report.flatMap((text) => wrap(text, width));
  const details = menu.showDetails ? entryDetails(menu, rows[at], width) : [];
  const forNotices = Math.max(1, room - Math.min(rows.length, room >> 1) - report.length);
  const problems = notices(menu, width, forNotices);
  const texts: [string, Style][] = [
    ...report.map((text): [string, Style] => [text, 'plain']),
    ...problems.map((text): [string, Style] => [text, 'notice']),
    ...details.map((text): [string, Style] => [text, 'plain']),
  ];
  const notes = texts.slice(0, Math.max(0, room - 1)).map(([text, style]) => line(text, size, style));
  const gap = notes.length > 0 ? [plain('')] : [];

  const numbers = String(rows.length).length;
  const list = windowAround([...rows.entries()], at, Math.max(1, room - notes.length - gap.length)).map(
    ([index, row]) => {
      const { text } = line(`${String(index + 1).padStart(numbers)} ${rowText(row, menu)}`, size);
      if (row.key !== menu.cursor) return plain(text);
      return { text: text + ' '.repeat(Math.max(0, widest(size) - widthOf(text))), style: 'cursor' as const };
    },
  );
  return filled([...head, ...list, ...gap, ...notes], below, size);
}
