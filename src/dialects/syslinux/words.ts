// SYSLINUX takes every character up to the space as white space, control characters among them.
// (SYSLINUX: `my_isspace` and `looking_at`, com32/elflink/ldlinux/readconfig.c.)

/** The text without the white space that it begins with. */
export function skipSpace(text: string): string {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return text.slice(at);
}

/** The first word, and what follows it from the next word on. The white space at the end of a line belongs to it. */
export function splitWord(text: string): [word: string, rest: string] {
  const from = skipSpace(text);
  let at = 0;
  while (at < from.length && from.charCodeAt(at) > 0x20) at += 1;
  return [from.slice(0, at), skipSpace(from.slice(at))];
}

/** All words. */
export function words(text: string): string[] {
  return text.split(/[\0-\x20]+/).filter((word) => word !== '');
}

/** The number that a text begins with, as atoi(3) has it: 0 where there is none. */
export function leadingInteger(text: string): number {
  return Math.min(Number(/^[+-]?[0-9]+/.exec(text)?.[0] ?? 0), 2 ** 31 - 1);
}

/** The number that a text begins with, in C's notation (strtoul(3) with base 0): `0x3`, `010`, `3`. */
export function leadingNumber(text: string): number {
  const [, hex, octal, decimal] = /^(?:0x([0-9a-f]+)|0([0-7]*)|([0-9]+))/i.exec(text) ?? [];
  if (hex !== undefined) return Number.parseInt(hex, 16) >>> 0;
  if (octal !== undefined) return Number.parseInt(octal || '0', 8) >>> 0;
  return Number(decimal ?? 0) >>> 0;
}
