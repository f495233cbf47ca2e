// Boot Loader Specification files as the blscfg command of GRUB reads them, which differs from the specification in
// places: the first `options` line alone counts, and files are ordered by their names.
// (GRUB 2.14: grub-core/commands/blsuki.c.)

import { readLines } from '../bls/lines.ts';

export interface BlsFile {
  /** The file's name without `.conf`. */
  readonly id: string;
  /** Every value of a key, in order. Byte strings. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Lines of a key, blanks, and a value. An empty line, or a key without a value, ends the file, as it does for GRUB. */
export function parseBlsFile(id: string, bytes: string): BlsFile {
  const values = new Map<string, string[]>();
  for (const { key, value } of readLines(bytes)) {
    if (value === '') break;
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return { id, values };
}

/** Puts variables into a value: `$name` up to the first character that is no letter, digit or `_`, and a space behind it. */
export function expandBlsValue(value: string, variable: (name: string) => string | undefined): string {
  return value.replace(/(?<!\\)\$([A-Za-z0-9_]+) ?/g, (_, name: string) => {
    const found = variable(name);
    return found === undefined ? '' : `${found} `;
  });
}

/** The newest first. */
export function compareBlsFiles(a: BlsFile, b: BlsFile): number {
  return compareFileNames(b.id, a.id);
}

/**
 * Version order of file names, as in gnulib's `filevercmp` and dpkg: runs of digits count as numbers, letters come
 * before other characters, the end of the name before both, and `~` before everything.
 */
export function compareFileNames(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  for (let index = 0; index < left.length || index < right.length; index += 1) {
    const order = index % 2 === 0 ? compareTexts(left[index], right[index]) : compareNumbers(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Text, digits, text, digits, … */
function pieces(name: string): string[] {
  return name.split(/([0-9]+)/);
}

function compareTexts(a = '', b = ''): number {
  for (let index = 0; index < a.length || index < b.length; index += 1) {
    const order = weight(a[index]) - weight(b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function weight(char: string | undefined): number {
  if (char === undefined) return 0;
  if (char === '~') return -1;
  return char.charCodeAt(0) + (/[A-Za-z]/.test(char) ? 0 : 256);
}

function compareNumbers(a = '', b = ''): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || (x < y ? -1 : Number(x > y));
}
