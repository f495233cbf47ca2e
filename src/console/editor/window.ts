// The part of a line that a narrow console can show.

import { widthOf } from '../layout.ts';
import { characters } from './characters.ts';
import type { Line } from './line.ts';

export interface Window {
  /** At most as wide as asked for; `<` and `>` at its ends where more follows there. */
  readonly text: string;
  /** Column of the cursor in it. */
  readonly column: number;
}

/** The part of a line around its cursor, for which there is a column behind the last character. @param width in columns */
export function windowOf({ text, cursor }: Pick<Line, 'text' | 'cursor'>, width: number): Window {
  const cells = [...cellsOf(text), { text: ' ', width: 1, at: text.length }];
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  const focus = cells.findIndex((cell) => cell.at >= cursor);
  const column = cells.slice(0, focus).reduce((sum, cell) => sum + cell.width, 0);
  if (total <= width) return { text: show(cells, 0, width), column };
  // It jumps by half a window, so that a slow line need not send all of it for every key.
  const step = width >> 1;
  const jump = Math.floor((column - 1) / step) * step - (step >> 1);
  const start = column < width - 2 ? 0 : Math.max(1, jump);
  const left = start > 0 ? '<' : '';
  const right = start + width < total ? '>' : '';
  const inner = show(cells, start + left.length, width - left.length - right.length);
  return { text: left + inner + right, column: column - start };
}

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly at: number;
}

function cellsOf(text: string): Cell[] {
  let at = 0;
  return characters(text).map((character) => {
    const cell = { text: character, width: widthOf(character), at };
    at += character.length;
    return cell;
  });
}

/** The columns from `start` on; a wide character that is cut there becomes blanks. */
function show(cells: readonly Cell[], start: number, width: number): string {
  let column = 0;
  let shown = '';
  for (const cell of cells) {
    const [from, to] = [column - start, column - start + cell.width];
    column += cell.width;
    if (to <= 0 || from >= width) continue;
    shown += from < 0 || to > width ? ' '.repeat(Math.min(to, width) - Math.max(from, 0)) : cell.text;
  }
  return shown;
}
