// Text in the cells of a terminal: what fits, where it breaks, what of a long list is seen.

import stringWidth from 'string-width';

/** What a line is; how that looks is up to the terminal, and nothing is said by its look alone. */
export type Style = 'plain' | 'heading' | 'cursor' | 'notice' | 'hint' | 'question';

export interface Line {
  readonly text: string;
  readonly style: Style;
  /** The column (from 0) at which the terminal's own cursor stands; it is seen on one line at most. */
  readonly cursor?: number;
}

/** In characters of one column's width. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const plain = (text: string): Line => ({ text, style: 'plain' });

/** Control characters, and those that turn the direction of writing or have no width. */
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
/** Letters of Latin, and what is drawn with: each takes one column. The tables for the rest are read when needed. */
const narrow = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f\u2500-\u25ff]*$/;

/** Whether every character of `text` is known to take one column. */
export const isNarrow = (text: string): boolean => narrow.test(text);

/** How many columns `text` takes. */
export function widthOf(text: string): number {
  return isNarrow(text) ? text.length : stringWidth(text);
}

/** Cuts `text` to `width` terminal columns, with `...` where something is missing; control characters become spaces. */
export function fit(text: string, width: number): string {
  const clean = text.replace(controlCharacters, ' ');
  if (widthOf(clean) <= width) return clean;
  let cut = '';
  let taken = 0;
  for (const character of clean) {
    taken += widthOf(character);
    if (taken > width - 3) break;
    cut += character;
  }
  return `${cut}...`.slice(0, Math.max(0, width));
}

/** The line with its text behind a space, cut to the terminal's width. */
export function row(text: string, size: Size, style: Style = 'plain'): Line {
  return { text: fit(` ${text}`, widest(size)), style };
}

/** The last column stays empty: some terminals wrap as soon as it is written. */
export const widest = (size: Size): number => Math.max(1, size.columns - 1);

/** Breaks `text` at spaces into lines of at most `width` columns; a word that is longer is broken anywhere. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(controlCharacters, ' ').split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = pieces(word, width);
    line = parts.pop() ?? '';
    lines.push(...parts);
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const parts = [''];
  let taken = 0;
  for (const character of word) {
    const wide = widthOf(character);
    if (taken + wide > width && taken > 0) {
      parts.push('');
      taken = 0;
    }
    parts[parts.length - 1] += character;
    taken += wide;
  }
  return parts;
}

/** The part of `lines` of at most `height` around `at`, so that the cursor is always seen. */
export function windowAround<T>(lines: readonly T[], at: number, height: number): readonly T[] {
  if (lines.length <= height) return lines;
  const start = Math.max(0, Math.min(at - (height >> 1), lines.length - height));
  return lines.slice(start, start + height);
}

/** Exactly `rows` lines: `body` at the top and `foot` at the bottom, which is kept where there is no room for both. */
export function filled(body: readonly Line[], foot: readonly Line[], { rows }: Size): Line[] {
  const room = Math.max(0, rows - foot.length);
  const top = body.slice(0, room);
  const gap = Array.from({ length: room - top.length }, () => plain(''));
  return [...top, ...gap, ...foot.slice(-rows)];
}
