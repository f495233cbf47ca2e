// Where characters and words begin and end in a text: what a person takes for one character can be several code units.

/** An accent or the like, which stands on the character before it; and what joins two pictures into one. */
const joins = /^(?:\p{Mark}|\u200d)/u;

/** How many code units the code point at `at` has. */
const width = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** Where the character behind `at` ends. */
export function after(text: string, at: number): number {
  let end = at + width(text, at);
  while (end < text.length && (joins.test(text.slice(end, end + 2)) || text[end - 1] === '\u200d')) {
    end += width(text, end);
  }
  return Math.min(end, text.length);
}

/** Where the character in front of `at` begins. */
export function before(text: string, at: number): number {
  let begin = at;
  do {
    begin -= begin > 1 && width(text, begin - 2) === 2 ? 2 : 1;
  } while (begin > 0 && (joins.test(text.slice(begin, begin + 2)) || text[begin - 1] === '\u200d'));
  return Math.max(0, begin);
}

/** The characters of `text`, in order. */
export function characters(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = after(text, at);
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** Letters and digits make words, for which `root=UUID=1234` is three. */
const isWordy = (text: string, at: number): boolean => /^[\p{Letter}\p{Number}\p{Mark}_]/u.test(text.slice(at, at + 2));

/** Where the word ends that stands at `at` or behind it. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isWordy(text, end)) end = after(text, end);
  while (end < text.length && isWordy(text, end)) end = after(text, end);
  return end;
}

/** Where the word begins that stands at `at` or in front of it. */
export function wordBegin(text: string, at: number): number {
  let begin = at;
  while (begin > 0 && !isWordy(text, before(text, begin))) begin = before(text, begin);
  while (begin > 0 && isWordy(text, before(text, begin))) begin = before(text, begin);
  return begin;
}

/** Where what has no blank in it begins in front of `at`: Ctrl-W takes away a whole `root=UUID=1234`. */
export function argumentBegin(text: string, at: number): number {
  const head = text.slice(0, at).trimEnd();
  return Math.max(0, head.lastIndexOf(' ') + 1);
}
