// Lines onto a terminal, sending only what has changed: a serial line at 9600 baud carries 960 characters a second.

import { clearViewport, cursorHide, cursorShow, cursorTo, eraseEndLine } from 'ansi-escapes';
import type { Line, Style } from './view.ts';

const on: Readonly<Record<Style, string>> = { plain: '', bold: '\u001b[1m', reverse: '\u001b[7m' };
const off = '\u001b[0m';

const isAscii = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text);

/** The escape sequences that turn row `y` from `before` into `after`. */
function redrawLine(y: number, before: Line | undefined, after: Line): string {
  if (before && before.text === after.text && before.style === after.style) return '';
  let same = 0;
  // Where every character is one column wide, the unchanged start of the line need not be sent again.
  if (before && before.style === after.style && isAscii(before.text) && isAscii(after.text)) {
    while (same < after.text.length && before.text[same] === after.text[same]) same++;
  }
  const rest = after.text.slice(same);
  const erase = !before || before.text.length > after.text.length || !isAscii(before.text) ? eraseEndLine : '';
  return `${cursorTo(same, y)}${on[after.style]}${rest}${after.style === 'plain' ? '' : off}${erase}`;
}

/** What to send to a terminal that shows `before` so that it shows `after`; with no `before`, everything. */
export function redraw(before: readonly Line[] | undefined, after: readonly Line[]): string {
  const start = before ? '' : `${off}${clearViewport}${cursorHide}`;
  return start + after.map((line, y) => redrawLine(y, before?.[y], line)).join('');
}

/** What to send when the terminal is given to somebody else: a cleared screen with its cursor. */
export const leaveScreen = `${off}${clearViewport}${cursorShow}`;
