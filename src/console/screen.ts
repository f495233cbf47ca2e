// Lines onto a terminal, sending only what has changed: a serial line at 9600 baud carries 960 characters a second.

import { clearViewport, cursorHide, cursorShow, cursorTo, eraseEndLine } from 'ansi-escapes';
import { isNarrow, type Line, type Style } from './layout.ts';

/** Select Graphic Rendition (ECMA-48, 8.3.117) for each style. */
export type Palette = Readonly<Record<Style, string>>;

/** For a terminal of which nothing is known but that it is one. */
export const monochrome: Palette = {
  plain: '',
  heading: '\u001b[1m',
  cursor: '\u001b[7m',
  notice: '\u001b[1m',
  hint: '',
  question: '\u001b[1m',
};

/** Of the eight colours of ECMA-48, those that can be read on black and on white. */
export const colours: Palette = {
  plain: '',
  heading: '\u001b[1;36m',
  cursor: '\u001b[7m',
  notice: '\u001b[1;33m',
  hint: '\u001b[36m',
  question: '\u001b[1;32m',
};

const off = '\u001b[0m';

/** The escape sequences that turn row `y` from `before` into `after`. */
function redrawLine(y: number, before: Line | undefined, after: Line, palette: Palette): string {
  if (before && before.text === after.text && before.style === after.style) return '';
  const on = palette[after.style];
  const narrow = before !== undefined && isNarrow(before.text) && isNarrow(after.text);
  let same = 0;
  // Where every character is one column wide, the unchanged start of the line need not be sent again.
  if (narrow && palette[before.style] === on) {
    while (same < after.text.length && before.text[same] === after.text[same]) same++;
  }
  const rest = after.text.slice(same);
  const erase = !before || !narrow || before.text.length > after.text.length ? eraseEndLine : '';
  return `${cursorTo(same, y)}${on}${rest}${on === '' ? '' : off}${erase}`;
}

/** Where the terminal's own cursor belongs; hidden where it belongs nowhere. */
function placeCursor(lines: readonly Line[] | undefined): string {
  const y = lines?.findIndex(({ cursor }) => cursor !== undefined) ?? -1;
  return y < 0 ? cursorHide : `${cursorTo(lines?.[y]?.cursor ?? 0, y)}${cursorShow}`;
}

/** What to send to a terminal that shows `before` so that it shows `after`; with no `before`, everything. */
export function redraw(
  before: readonly Line[] | undefined,
  after: readonly Line[],
  palette: Palette = monochrome,
): string {
  const start = before ? '' : `${off}${clearViewport}${cursorHide}`;
  const changes = start + after.map((line, y) => redrawLine(y, before?.[y], line, palette)).join('');
  const cursor = placeCursor(after);
  // Writing elsewhere has moved a cursor that is seen.
  const stays = placeCursor(before) === cursor && (changes === '' || cursor === cursorHide);
  return stays ? changes : changes + cursor;
}

/** What to send when the terminal is given to somebody else: a cleared screen with its cursor. */
export const leaveScreen = `${off}${clearViewport}${cursorShow}`;
