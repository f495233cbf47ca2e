// How values are read: from the text of a kernel parameter, and from what TOML made of a file.

/** A kind of values. Neither reader throws; undefined is for what it does not take. */
export interface Type<T> {
  /** What it takes, as the end of a sentence: `a number of seconds`. */
  readonly expects: string;
  /** @param text what stands behind `=`; undefined where there is none */
  fromText(text: string | undefined): T | undefined;
  fromToml(value: unknown): T | undefined;
}

const switches: ReadonlyMap<string | undefined, boolean> = new Map([
  [undefined, true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['true', true],
  ['0', false],
  ['no', false],
  ['off', false],
  ['false', false],
]);

/** As a kernel parameter also without a value, which is yes. */
export const boolean: Type<boolean> = {
  expects: 'yes or no',
  fromText: (text) => switches.get(text),
  fromToml: (value) => (typeof value === 'boolean' ? value : undefined),
};

/** A whole number. @param expects what it counts */
export function integer(least: number, most: number, expects: string): Type<number> {
  const inside = (value: number) => (Number.isInteger(value) && value >= least && value <= most ? value : undefined);
  return {
    expects,
    fromText: (text = '') => (/^-?\d{1,9}$/.test(text) ? inside(Number(text)) : undefined),
    fromToml: (value) => (typeof value === 'number' ? inside(value) : undefined),
  };
}

/** What has one form in both places, a text. @param read is undefined for what it does not take */
export function text<T = string>(expects: string, read: (text: string) => T | undefined): Type<T> {
  return {
    expects,
    fromText: (given = '') => read(given),
    fromToml: (value) => (typeof value === 'string' ? read(value) : undefined),
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): Type<T> {
  const expects = words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join('');
  return text(expects, (given) => words.find((word) => word === given));
}

/** One or more of the same type: a text, in TOML also an array. @param separator between them in a text */
export function list<T>(of: Type<T>, expects: string, separator = ','): Type<readonly T[]> {
  const all = (values: readonly (T | undefined)[]): readonly T[] | undefined =>
    values.length > 0 && values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;
  const fromText = (given = '') => all(given.split(separator).map((part) => of.fromText(part)));
  return {
    expects,
    fromText,
    fromToml: (value) => {
      if (Array.isArray(value)) return all(value.map((part) => of.fromToml(part)));
      return typeof value === 'string' ? fromText(value) : undefined;
    },
  };
}
