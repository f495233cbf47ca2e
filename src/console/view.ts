// The menu as lines of text: a pure function of the menu and the terminal's size.

import stringWidth from 'string-width';
import { fullTitle } from '../entry/title.ts';
import { type Menu, rowsOf } from './model.ts';
import type { Row } from './tree.ts';

export type Style = 'plain' | 'bold' | 'reverse';

export interface Line {
  readonly text: string;
  readonly style: Style;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const plain = (text: string): Line => ({ text, style: 'plain' });

const help = 'Up/Down choose   Enter boot   i details   s shell   r reboot   o power off';
const questionHelp = 'Enter tries it   Ctrl-U starts anew   Esc goes back to the menu';

/** Cuts `text` to `width` terminal columns, with `...` where something is missing; control characters become spaces. */
function fit(text: string, width: number): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
  if (stringWidth(clean) <= width) return clean;
  let cut = '';
  for (const character of clean) {
    if (stringWidth(cut + character) > width - 3) break;
    cut += character;
  }
  return `${cut}...`;
}

/** Breaks `text` at spaces into lines of at most `width` columns. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => fit(each, width));
}

function rowText(row: Row, isDefault: boolean): string {
  const indent = '   '.repeat(row.depth);
  if (row.kind === 'lock') return `  ${row.title}`;
  if (row.kind === 'submenu') return `${indent}${row.open ? '-' : '+'} ${row.title}`;
  return `${indent}${isDefault ? '*' : ' '} ${row.entry.title}`;
}

function details(menu: Menu, row: Row | undefined, width: number): string[] {
  if (row?.kind !== 'entry') return [];
  const { entry } = row;
  return [
    fullTitle(entry),
    `from     ${entry.config}:${entry.line} on ${entry.volume} (${entry.source})`,
    `kernel   ${entry.kernel ? `${entry.kernel.path} on ${entry.kernel.volume ?? entry.kernel.wants}` : 'none'}`,
    ...entry.initrds.map((initrd) => `initrd   ${initrd.path} on ${initrd.volume ?? initrd.wants}`),
    `cmdline  ${entry.cmdline}`,
    ...(entry === menu.plan.default ? [`default  because ${menu.plan.reason}`] : []),
    ...entry.diagnostics,
  ].flatMap((text) => wrap(text, width));
}

function countdown(menu: Menu, width: number): string | undefined {
  if (!menu.countdown || !menu.plan.default) return undefined;
  const { total, left } = menu.countdown;
  const cells = Math.min(20, Math.max(1, width - 60));
  const full = Math.round((left / total) * cells);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(cells - full)}]`;
  return `${bar} ${Math.ceil(left)} s, any key stops this: "${menu.plan.default.title}" boots`;
}

/** So many characters are told apart; a longer passphrase shows no more. */
const mostStars = 24;

function question({ question: asked }: Menu, width: number): Line[] {
  if (!asked) return [];
  const stars = '*'.repeat(Math.min(asked.characters, mostStars));
  const remark = asked.remark === '' ? [] : wrap(asked.remark, width).map((text) => plain(` ${text}`));
  return [...remark, { text: fit(` ${asked.title}: ${stars}_`, width), style: 'bold' }];
}

/** The part of `lines` of at most `height` around `at`, so that the cursor is always seen. */
function windowAround<T>(lines: readonly T[], at: number, height: number): readonly T[] {
  if (lines.length <= height) return lines;
  const start = Math.max(0, Math.min(at - (height >> 1), lines.length - height));
  return lines.slice(start, start + height);
}

/** What the terminal shows: exactly `size.rows` lines, none wider than the terminal. */
export function view(menu: Menu, size: Size): Line[] {
  // The last column stays empty: some terminals wrap as soon as it is written.
  const width = size.columns - 1;
  const rows = rowsOf(menu);
  const at = rows.findIndex((row) => row.key === menu.cursor);

  const head: Line[] = [{ text: fit(` ${menu.heading}`, width), style: 'bold' }, plain('')];
  const below = [
    ...[...menu.report, ...menu.notices].flatMap((text) => wrap(text, width - 2)),
    ...(menu.showDetails ? details(menu, rows[at], width - 2) : []),
  ];
  const last = countdown(menu, width);
  const line = (text: string): Line => plain(fit(` ${text}`, width));
  const foot = [
    ...[menu.status, ...(last ? [last] : [])].map(line),
    ...question(menu, width),
    line(menu.question ? questionHelp : help),
  ];

  const room = Math.max(1, size.rows - head.length - foot.length - 1);
  const notes = below.slice(0, Math.max(0, room - 1)).map((text) => plain(` ${text}`));
  const gap = notes.length > 0 ? 1 : 0;
  const list = windowAround(rows, at, Math.max(1, room - notes.length - gap)).map((row): Line => {
    const isDefault = row.kind === 'entry' && row.entry === menu.plan.default;
    const text = fit(` ${rowText(row, isDefault)}`, width);
    return row.key === menu.cursor
      ? { text: `${text}${' '.repeat(Math.max(0, width - stringWidth(text)))}`, style: 'reverse' }
      : plain(text);
  });

  const body = [...head, ...list, ...(gap ? [plain('')] : []), ...notes];
  const filler = Array.from({ length: Math.max(0, size.rows - body.length - foot.length) }, () => plain(''));
  return [...body, ...filler, ...foot].slice(0, size.rows);
}
