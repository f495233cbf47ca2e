import type { Stat } from '../../entry/volume.ts';
import { parseNumber } from './number.ts';

/** A question that a test has about a file, and the answer: undefined where there is no such file. */
export interface FileQuestion {
  readonly name: string;
  /** `exists` looks for a name in a directory; `open` opens it, which a directory does not allow. */
  readonly how: 'exists' | 'open';
}
export type FileAnswer = Stat | undefined;

/** GRUB gives up on parentheses nested deeper than this. */
const MAX_DEPTH = 100;

type Compare = (a: string, b: string) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '-eq': (a, b) => signed(a) === signed(b),
  '-ne': (a, b) => signed(a) !== signed(b),
  '-lt': (a, b) => signed(a) < signed(b),
  '-le': (a, b) => signed(a) <= signed(b),
  '-gt': (a, b) => signed(a) > signed(b),
  '-ge': (a, b) => signed(a) >= signed(b),
  '-pgt': (a, b) => versions(a, b, (x, y) => x > y),
  '-plt': (a, b) => versions(a, b, (x, y) => x < y),
};

/**
 * `test` and `[`: evaluated from left to right; `-o` binds weaker than `-a`, and `!` turns the next test around.
 * (GRUB: grub-core/commands/test.c.)
 * @param args byte strings, without the closing `]`
 * @returns asks about files as it goes, and ends with the value
 */
export function* testExpression(
  args: readonly string[],
  position = { at: 0, depth: 0 },
): Generator<FileQuestion, boolean, FileAnswer> {
  let or = false;
  let and = true;
  let inverted = false;
  const update = (value: boolean, length: number) => {
    and = and && value !== inverted;
    inverted = false;
    position.at += length;
  };
  while (position.at < args.length) {
    const [first = '', second = '', third] = args.slice(position.at, position.at + 3);
    const compare = third !== undefined && Object.hasOwn(COMPARISONS, second) ? COMPARISONS[second] : undefined;
    if (compare) update(compare(first, third!), 3);
    else if (third !== undefined && /^-[no]t/.test(second)) {
      const left = yield { name: first, how: 'exists' };
      const right = yield { name: third, how: 'exists' };
      update(compareTimes(second, left, right), 3);
    } else if (position.at + 1 < args.length && /^-[defsnz]$/.test(first)) {
      if (first === '-n' || first === '-z') update((second === '') === (first === '-z'), 2);
      else update(fileTest(first, yield { name: second, how: first === '-s' ? 'open' : 'exists' }), 2);
    } else if (first === ')') {
      position.at += 1;
      position.depth = Math.max(0, position.depth - 1);
      return or || and;
    } else if (first === '(') {
      position.at += 1;
      position.depth += 1;
      if (position.depth > MAX_DEPTH) return or || and;
      update(yield* testExpression(args, position), 0);
    } else if (first === '!' || first === '-a') {
      if (first === '!') inverted = !inverted;
      position.at += 1;
    } else if (first === '-o') {
      or = or || and;
      and = true;
      position.at += 1;
    } else update(first !== '', 1);
  }
  return or || and;
}

function fileTest(test: string, file: FileAnswer): boolean {
  if (!file) return false;
  if (test === '-d') return file.kind === 'directory';
  if (test === '-f') return file.kind !== 'directory';
  return test === '-e' || (file.kind === 'file' && file.size > 0);
}

/** `-nt` and `-ot`, with a number of seconds behind them that is added to the left file's time: `-nt-60`. */
function compareTimes(test: string, left: FileAnswer, right: FileAnswer): boolean {
  const newer = test.startsWith('-nt');
  if (!left || !right) return newer ? left !== undefined && !right : !left && right !== undefined;
  if (left.mtime === undefined || right.mtime === undefined) return false;
  const difference = BigInt(left.mtime) + signed(test.slice(3)) - BigInt(right.mtime);
  return newer ? difference > 0n : difference < 0n;
}

/** A number as `test` reads it: a C `int`, 0 where there is none. */
function signed(text: string): bigint {
  const negative = text.startsWith('-');
  const value = parseNumber(negative ? text.slice(1) : text)?.value ?? 0n;
  return BigInt.asIntN(32, negative ? -value : value);
}

/** Compares the numbers behind the common beginning, as in `vmlinuz-2 -plt vmlinuz-11`. */
function versions(a: string, b: string, compare: (x: bigint, y: bigint) => boolean): boolean {
  let common = 0;
  while (common < a.length && a[common] === b[common]) common += 1;
  common -= 1;
  while (common > 0 && /[0-9]/.test(a[common]!)) common -= 1;
  common += 1;
  const number = (text: string) => parseNumber(text.slice(common))?.value ?? 0n;
  return compare(number(a), number(b));
}
