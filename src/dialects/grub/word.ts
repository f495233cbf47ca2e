import type { Part, Word } from './syntax.ts';

const NONE: readonly Part[] = [];

/** A word of these parts. Where no variable and no pattern is in it, its expansion is worked out here, once. */
export function makeWord(parts: readonly Part[]): Word {
  if (parts.length === 0) return { parts: NONE };
  let literal = '';
  for (const { kind, text } of parts) {
    if (kind === 'quoted') literal += text;
    else if (kind === 'text' && !hasPattern(text)) literal += unpattern(text);
    else return { parts };
  }
  return { parts: NONE, literal };
}

/** Whether an unquoted `*` or `?` stands in the text. */
export function hasPattern(text: string): boolean {
  return /[*?]/.test(text.includes('\\') ? text.replace(/\\[\s\S]/g, '') : text);
}

/** Text whose special characters are to be taken as they are, as a pattern. */
export function literally(text: string): string {
  return text.replace(/[*?\\]/g, '\\$&');
}

/** A pattern's text with the backslashes gone. */
export function unpattern(pattern: string): string {
  return pattern.includes('\\') ? pattern.replace(/\\([\s\S]?)/g, '$1') : pattern;
}
