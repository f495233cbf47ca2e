// Names of modules and aliases, and the patterns of modules.alias and modprobe.d that match them.

/** A name as modprobe compares it: `-` and `_` are the same, except between brackets. */
export function normalAlias(text: string): string {
  if (!text.includes('-')) return text;
  // Up to the last closing bracket every opening one has its end, so that the expression looks at nothing twice.
  const end = text.lastIndexOf(']') + 1;
  const sets = text.slice(0, end).replace(/\[[^\]]*\]|-/g, (part) => (part === '-' ? '_' : part));
  return sets + text.slice(end).replaceAll('-', '_');
}

/**
 * Whether a pattern matches a name, both as `normalAlias` makes them: `*`, `?`, `[...]`, `[!...]` and `\` as in
 * fnmatch(3) without flags. The time is at most the product of the lengths.
 */
export function matchAlias(pattern: string, alias: string): boolean {
  // The literal start decides nearly always, and a kernel has twenty thousand patterns.
  const literal = pattern.search(/[*?[\\]/);
  if (literal < 0) return pattern === alias;
  if (!alias.startsWith(pattern.slice(0, literal))) return false;
  let at = literal;
  let from = literal;
  // The last `*`, and how much of the name it has been tried with.
  let star = -1;
  let taken = 0;
  while (from < alias.length) {
    const next = pattern[at] === '*' ? undefined : matchOne(pattern, at, alias[from]!);
    if (next === undefined) {
      star = at++;
      taken = from;
    } else if (next > 0) {
      at = next;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++taken;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Where the pattern goes on when its part at `at`, which is no `*`, matches `char`; -1 when it does not. */
function matchOne(pattern: string, at: number, char: string): number {
  const part = pattern[at];
  if (part === '?') return at + 1;
  if (part === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? at + 2 : -1;
  // The first `]` is itself a member.
  const end = part === '[' ? pattern.indexOf(']', /[!^]/.test(pattern[at + 1] ?? '') ? at + 3 : at + 2) : -1;
  if (end < 0) return part === char ? at + 1 : -1;
  const negated = /[!^]/.test(pattern[at + 1]!);
  return isMember(pattern.slice(negated ? at + 2 : at + 1, end), char) === negated ? -1 : end + 1;
}

/** Whether `char` is in a set such as `a-f0`. */
function isMember(set: string, char: string): boolean {
  for (let at = 0; at < set.length; ) {
    const range = set[at + 1] === '-' && at + 2 < set.length;
    const last = range ? set[at + 2]! : set[at]!;
    if (set[at]! <= char && char <= last) return true;
    at += range ? 3 : 1;
  }
  return false;
}
