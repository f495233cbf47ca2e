/**
 * Whether a text matches a pattern of loader.conf: `*`, `?`, sets such as `[a-c]`, and `\` before a character that
 * stands for itself. Takes at most the product of both lengths. (systemd: `efi_fnmatch`, src/boot/efi-string.c.)
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const [head, ...rest] = simplePatterns(pattern);
  if (!head) return false;
  if (rest.length === 0) return head.length === text.length && matchesAt(head, text, 0);
  const tail = rest.pop()!;
  if (head.length + tail.length > text.length || !matchesAt(head, text, 0)) return false;
  let at = head.length;
  for (const middle of rest) {
    while (at + middle.length <= text.length && !matchesAt(middle, text, at)) at += 1;
    at += middle.length;
  }
  return at + tail.length <= text.length && matchesAt(tail, text, text.length - tail.length);
}

/** Tells whether one character fits. */
type Place = (char: string) => boolean;

/** What stands between the stars; nothing where the pattern is none. */
function simplePatterns(pattern: string): Place[][] {
  const patterns: Place[][] = [[]];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at]!;
    if (char === '*') patterns.push([]);
    else if (char === '?') patterns.at(-1)!.push(() => true);
    else if (char === '[') {
      const set = readSet(pattern, at + 1);
      if (!set) return [];
      patterns.at(-1)!.push(set.place);
      at = set.end;
    } else {
      if (char === '\\') at += 1;
      const literal = pattern[at];
      if (literal === undefined) return [];
      patterns.at(-1)!.push((other) => other === literal);
    }
  }
  return patterns;
}

/** A set of characters up to its `]`; one that comes first stands for itself, and so does `-` at either end. */
function readSet(pattern: string, start: number): { place: Place; end: number } | undefined {
  const ranges: [string, string][] = [];
  for (let at = start; at < pattern.length; at += 1) {
    if (pattern[at] === ']' && at > start)
      return { place: (char) => ranges.some(([a, b]) => a <= char && char <= b), end: at };
    const [low, afterLow] = charAt(at);
    const [high, afterHigh] =
      pattern[afterLow] === '-' && pattern[afterLow + 1] !== ']' ? charAt(afterLow + 1) : [low, afterLow];
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
    at = afterHigh - 1;
  }
  return undefined;

  function charAt(at: number): [string | undefined, number] {
    return pattern[at] === '\\' ? [pattern[at + 1], at + 2] : [pattern[at], at + 1];
  }
}

function matchesAt(places: readonly Place[], text: string, at: number): boolean {
  return places.every((place, index) => place(text[at + index] ?? ''));
}
