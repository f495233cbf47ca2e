// The notation that LILO's configuration has, and those of the boot loaders that took over its reader.

import { Scanner } from './scanner.ts';

/** `name`, or `name=value`. */
export interface Item {
  readonly name: string;
  readonly value?: string;
  /** Counted from 1. */
  readonly line: number;
}

const MAX_ITEMS = 10_000;

const BLANK = /(?:[ \t\n]+|#[^\n]*|\\\n)+/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\\n]|\\.)*)"?|'([^'\n]*)'?/sy;
const BARE_NAME = /(?:[^\s#=\\]|\\.)+|=/sy;
const BARE_VALUE = /(?:[^\s#\\]|\\.)+/sy;
/** What follows a value without quotes on its line and is neither `name=value` nor a flag. */
const MORE =
  /(?:[ \t]+(?!(?:read-only|read-write|optional|restricted|lock|prompt)\b)[^\s#=\\"']+)+(?=[ \t]*(?:[\n#]|$))/y;

/**
 * The items of a configuration, in order. Quotes and backslashes are LILO's (lilo.conf(5), yaboot.conf(5)), and a
 * backslash at the end of a line joins the next one. In three things it is more lenient, as petitboot is with the
 * same files: a value ends with its line even if it is empty, and one without quotes may hold a `=` and blanks.
 */
export function readItems(text: string): Item[] {
  const items: Item[] = [];
  const scanner = new Scanner(text);
  const take = (pattern: RegExp) => scanner.take(pattern);
  const word = (bare: RegExp): string | undefined => {
    const quoted = take(QUOTED);
    if (quoted) return quoted[2] ?? unquote(quoted[1] ?? '');
    const found = take(bare)?.[0];
    const more = found !== undefined && bare === BARE_VALUE ? (take(MORE)?.[0] ?? '') : '';
    return found
      ?.concat(more)
      .replace(/\\\n/g, '')
      .replace(/\\(.)/gs, (_, char: string) => (char === '\t' ? ' ' : char));
  };
  while (!scanner.ended && items.length < MAX_ITEMS) {
    take(BLANK);
    const begin = scanner.line;
    const name = word(BARE_NAME);
    // A backslash that ends the file.
    if (name === undefined) scanner.moveTo(scanner.at + 1);
    else if (take(EQUALS)) items.push({ name, value: word(BARE_VALUE) ?? '', line: begin });
    else items.push({ name, line: begin });
  }
  return items;
}

/** Inside double quotes; a line break with its backslash, and the blanks behind it, are one blank. */
function unquote(text: string): string {
  return text.replace(/\\(?:\n[ \t]*|(.))/gs, (_, char: string | undefined) =>
    char === undefined ? ' ' : char === 'n' ? '\n' : char,
  );
}
