import { Scanner } from './scanner.ts';

// Settings that are written as assignments of a shell script, understood without running one.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02

export interface Assignment {
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface Assignments {
  readonly values: Map<string, Assignment>;
  /** What was passed over. */
  readonly remarks: { readonly line: number; readonly message: string }[];
}

/** A value that grows longer than this, by naming itself again and again, is cut off. */
const MAX_VALUE = 2 ** 16;
const MAX_REMARKS = 20;

const BLANK = /(?:[ \t]+|\\\n)+/y;
const COMMENT = /#[^\n]*/y;
const ASSIGNMENT = /([A-Za-z_][A-Za-z0-9_]*)(\+?)=/y;
const DECLARING = /(?:export|readonly|local)\b(?=[ \t])/y;
const END = /\n|;(?!;)/y;
const OPENING = /(?:if|while|until|for|case|\{)(?=\s)/y;
const CLOSING = /(?:fi|done|esac|\})(?=[\s;&|)]|$)/y;
const REST = /(?:\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^\n;"'\\]|["'\\])*/sy;

/**
 * Takes the assignments that stand by themselves on a line. What is within `if` and its like, and whatever would run a
 * command, is passed over with a remark.
 * @param known what was assigned by files read before; it is added to
 */
export function readAssignments(text: string, known: Assignments = { values: new Map(), remarks: [] }): Assignments {
  const { values, remarks } = known;
  const scanner = new Scanner(text);
  let depth = 0;
  const take = (pattern: RegExp) => scanner.take(pattern);
  while (!scanner.ended) {
    take(BLANK);
    take(COMMENT);
    if (take(END)) continue;
    if (scanner.ended) break;
    const begin = scanner.line;
    take(DECLARING);
    take(BLANK);
    const assignment = take(ASSIGNMENT);
    if (!assignment) {
      if (take(OPENING)) depth += 1;
      else if (take(CLOSING)) depth = Math.max(0, depth - 1);
      const rest = take(REST)?.[0].trim().slice(0, 60);
      // The second of two semicolons.
      if (text[scanner.at] === ';') scanner.moveTo(scanner.at + 1);
      if (rest) remark(begin, `no commands are run, so "${rest}" is passed over`);
      continue;
    }
    const [, name = '', adds] = assignment;
    const { value, end } = readWord(text, scanner.at, (variable) => values.get(variable)?.value);
    scanner.moveTo(end);
    if (value === undefined) {
      take(REST);
      remark(begin, `${name} is the output of a command, which is not run`);
    } else if (depth > 0) remark(begin, `${name} is set on a condition, which is not looked at`);
    else {
      const whole = adds ? (values.get(name)?.value ?? '') + value : value;
      values.set(name, { value: whole.slice(0, MAX_VALUE), line: begin });
    }
  }
  return known;

  function remark(where: number, message: string) {
    if (remarks.length < MAX_REMARKS && remarks.at(-1)?.line !== where) remarks.push({ line: where, message });
  }
}

const SUBSTITUTION = /\$\(|`/y;
const PARAMETER = /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?::?[-=]([^}"'$`\\]*))?\})/y;
const PLAIN = /[^\s;&|<>()"'\\$`]+/y;
const SINGLE = /'([^']*)'?/y;
const INSIDE = /[^"\\$`]+/y;

/** @returns the word that begins at `from`; no value where a command would have to run for it */
function readWord(
  text: string,
  from: number,
  variable: (name: string) => string | undefined,
): { readonly value?: string; readonly end: number } {
  let at = from;
  let value = '';
  let quoted = false;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    if (match) at = pattern.lastIndex;
    return match;
  };
  const add = (more: string) => {
    if (value.length < MAX_VALUE) value += more;
  };
  while (at < text.length) {
    const char = text[at]!;
    const plain = take(quoted ? INSIDE : PLAIN);
    if (plain) add(plain[0]);
    else if (char === '"') {
      quoted = !quoted;
      at += 1;
    } else if (char === '\\') {
      const next = text[at + 1] ?? '';
      at += 2;
      // A line break with its backslash vanishes; in double quotes, few characters need the backslash at all.
      if (next !== '\n') add(quoted && !'$`"\\'.includes(next) ? `\\${next}` : next);
    } else if (take(SUBSTITUTION)) return { end: at };
    else if (char === '$') {
      const [, bare, braced, otherwise = ''] = take(PARAMETER) ?? [];
      const name = bare ?? braced;
      if (name === undefined) at += 1;
      add(name === undefined ? '$' : variable(name) || otherwise);
    } else if (!quoted && char === "'") add(take(SINGLE)?.[1] ?? '');
    else break;
  }
  return { value, end: at };
}
