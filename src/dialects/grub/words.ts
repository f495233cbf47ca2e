import { expandMessage } from './message.ts';
import type { Part, Word } from './syntax.ts';
import { literally } from './word.ts';

/** What the variables of a word stand for. */
export interface Values {
  variable(name: string): string | undefined;
  /** `$1`, `$2`, … of the function or menu entry that runs; undefined outside of both. */
  readonly parameters: readonly string[] | undefined;
}

/** An argument before file names are put in for its patterns: backslashes still stand before what is to be literal. */
export interface Pattern {
  readonly pattern: string;
}

/** `$*` and friends could otherwise grow without a bound from call to call. */
const MAX_LENGTH = 2 ** 20;

const SPACE = /[ \t\n\v\f\r]+/;

/**
 * Words to arguments: variables are put in, and an unquoted one is split at white space. A word of unset variables
 * alone leaves no argument. (GRUB: `grub_script_arglist_to_argv`, grub-core/script/execute.c.)
 * @returns arguments; those that were not literal are patterns
 */
export function expandWords(words: readonly Word[], values: Values): (string | Pattern)[] {
  const args: (string | Pattern)[] = [];
  for (const word of words) {
    if (word.literal !== undefined) args.push(word.literal);
    else expandWord(word.parts, values, args);
  }
  return args;
}

function expandWord(parts: readonly Part[], values: Values, args: (string | Pattern)[]): void {
  let pattern: string | undefined;
  for (const { kind, text } of parts) {
    if (kind === 'text') pattern = (pattern ?? '') + text;
    else if (kind === 'quoted') pattern = (pattern ?? '') + literally(text);
    else if (kind === 'message') pattern = (pattern ?? '') + literally(expandMessage(text, values));
    else {
      const quoted = kind === 'quoted-variable';
      for (const [index, value] of fieldsOf(text, quoted, values).entries()) {
        if (index > 0 && pattern !== undefined) {
          args.push({ pattern });
          pattern = undefined;
        }
        pattern = (pattern ?? '') + (quoted ? literally(value) : escapeBackslashes(value));
      }
    }
    if (pattern !== undefined && pattern.length > MAX_LENGTH) pattern = pattern.slice(0, MAX_LENGTH);
  }
  if (pattern !== undefined) args.push({ pattern });
}

/** What a variable puts into a word: nothing, one piece, or several that become arguments of their own. */
function fieldsOf(name: string, quoted: boolean, values: Values): string[] {
  const { parameters } = values;
  let all: readonly string[];
  if (name === '@' || name === '*') all = parameters ?? [];
  else if (name === '#') all = parameters ? [String(parameters.length)] : [];
  else {
    const value = /^[0-9]/.test(name) ? parameters?.[Number(name) - 1] : values.variable(name);
    if (quoted && value === '' && !/^[0-9]/.test(name)) return [];
    all = value === undefined ? [] : [value];
  }
  if (!quoted) return all.flatMap(fields);
  return name === '*' && all.length > 0 ? [all.join(' ')] : [...all];
}

function fields(value: string): string[] {
  if (value !== '' && !SPACE.test(value)) return [value];
  return value.split(SPACE).filter((field) => field !== '');
}

/** An unquoted value keeps its patterns, but a backslash in it is one, and the pattern behind it is none. */
function escapeBackslashes(value: string): string {
  return value.includes('\\')
    ? value.replace(/\\([*?])?/g, (_, special) => `\\\\${special ? `\\${special}` : ''}`)
    : value;
}
