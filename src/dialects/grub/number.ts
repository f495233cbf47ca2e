/** What GRUB's `grub_strtoul` makes of a text (grub-core/kern/misc.c). */
export interface Parsed {
  /** 64 bits, unsigned. */
  readonly value: bigint;
  /** What stands behind the digits. */
  readonly rest: string;
}

const MAX = 2n ** 64n - 1n;

/**
 * Reads digits at the start of a text, as GRUB does: white space before them and anything behind them is let pass.
 * @param base 0 guesses: `0x` is 16, `0` before an octal digit is 8
 * @returns undefined where there is no digit or the number does not fit
 */
export function parseNumber(text: string, base: 0 | 8 | 10 | 16 = 0): Parsed | undefined {
  let digits = text.replace(/^[ \t\n\v\f\r]+/, '');
  let radix: number = base;
  if (digits.startsWith('0x') && (base === 0 || base === 16)) {
    radix = 16;
    digits = digits.slice(2);
  } else if (base === 0 && /^0[0-7]/.test(digits)) radix = 8;
  if (radix === 0) radix = 10;
  const found = (radix === 16 ? /^[0-9a-f]+/i : radix === 8 ? /^[0-7]+/ : /^[0-9]+/).exec(digits)?.[0];
  if (found === undefined || found.length > 64) return undefined;
  const value = BigInt(radix === 16 ? `0x${found}` : radix === 8 ? `0o${found}` : found);
  return value > MAX ? undefined : { value, rest: digits.slice(found.length) };
}

/** The same as a C `int`: what GRUB's menu works with. */
export function parseInteger(text: string): number | undefined {
  const parsed = parseNumber(text);
  return parsed && Number(BigInt.asIntN(32, parsed.value));
}
