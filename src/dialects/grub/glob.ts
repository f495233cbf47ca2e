import type { Context } from './context.ts';
import type { Device } from './device.ts';
import type { Maybe } from './maybe.ts';
import { hasPattern, unpattern } from './word.ts';
import type { Pattern } from './words.ts';

/** More file names than this are not put in for one pattern. */
const MAX_MATCHES = 10_000;

/**
 * Puts file names in for `*` and `?` in arguments that begin with `/`, `(` or `*`; what matches nothing stays as it is
 * written. Brackets and braces are no patterns. (GRUB: grub-core/commands/wildcard.c.)
 */
export function expandPatterns(args: readonly (string | Pattern)[], context: Context): Maybe<string[]> {
  if (!args.some((arg) => typeof arg !== 'string' && isGlob(arg.pattern)))
    return args.map((arg) => (typeof arg === 'string' ? arg : unpattern(arg.pattern)));
  return expandAll(args, context);
}

async function expandAll(args: readonly (string | Pattern)[], context: Context): Promise<string[]> {
  const result: string[] = [];
  for (const arg of args) {
    if (typeof arg === 'string') result.push(arg);
    else {
      const found = isGlob(arg.pattern) ? await expandGlob(arg.pattern, context) : [];
      if (found.length > 0) for (const name of found) result.push(name);
      else result.push(unpattern(arg.pattern));
    }
  }
  return result;
}

function isGlob(pattern: string): boolean {
  return /^[/(*]/.test(pattern) && hasPattern(pattern);
}

async function expandGlob(pattern: string, context: Context): Promise<string[]> {
  const [first = '', ...rest] = splitPath(pattern);
  let paths = [''];
  if (first.startsWith('(') || first.startsWith('*')) {
    const names = context.files
      .devices(context.root)
      .filter((device) => first.startsWith('(') || !device.name.includes(','));
    paths = hasPattern(first) ? names.map(parenthesized).filter(matcher(first)) : [unpattern(first)];
  }
  for (const [index, component] of rest.entries()) {
    if (paths.length > MAX_MATCHES || !context.spend(paths.length * 4)) break;
    const next: string[] = [];
    const fixed = !hasPattern(component);
    const matches = matcher(component);
    for (const path of paths) {
      if (
        fixed &&
        (index < rest.length - 1 || (await context.files.exists(`${path}/${unpattern(component)}`, context.root)))
      )
        next.push(`${path}/${unpattern(component)}`);
      if (fixed) continue;
      for (const name of await context.files.list(`${path}/`, context.root))
        if (matches(name)) next.push(`${path}/${name}`);
    }
    paths = next;
  }
  return paths.slice(0, MAX_MATCHES);
}

/** A pattern at its slashes; the first piece is the device, or empty. */
function splitPath(pattern: string): string[] {
  const pieces = [''];
  for (const [char] of pattern.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (char === '/') pieces.push('');
    else pieces[pieces.length - 1] += char;
  }
  return pieces;
}

function parenthesized(device: Device): string {
  return `(${device.name})`;
}

/**
 * A test for whole names; `*` in the pattern stands for any bytes and `?` for one. Its time is bounded by the square of
 * the name's length.
 */
export function matcher(pattern: string): (name: string) => boolean {
  const tokens = [...pattern.matchAll(/\\([\s\S])|[\s\S]/g)].map(([token, escaped]) => ({
    char: escaped ?? token,
    any: token === '*',
    one: token === '?',
  }));
  const shortest = tokens.filter(({ any }) => !any).length;
  return (name) => name.length >= shortest && match(name, tokens);
}

interface PatternToken {
  readonly char: string;
  readonly any: boolean;
  readonly one: boolean;
}

function match(name: string, tokens: readonly PatternToken[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length) {
    const current = tokens[token];
    if (current?.any) {
      star = token;
      retry = at;
      token += 1;
    } else if (current && (current.one || current.char === name[at])) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      token = star + 1;
    } else return false;
  }
  while (tokens[token]?.any) token += 1;
  return token === tokens.length;
}
