// Texts for a terminal that may show nothing but ASCII.

const letters: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ß: 'ss',
};

/** What readers of the language write where they lack a letter; what is no letter of Latin stays as it is. */
export function asciiText(text: string): string {
  return text.replace(
    /[\u00c0-\u024f]/g,
    (letter) => letters[letter] ?? letter.normalize('NFD').replace(/[\u0300-\u036f]/g, ''),
  );
}

/** The same texts without letters that are not ASCII, also in what their functions return. */
export function asciiMessages<T>(messages: T): T {
  return convert(messages) as T;
}

function convert(value: unknown): unknown {
  if (typeof value === 'string') return asciiText(value);
  if (typeof value === 'function') return (...given: unknown[]) => convert(value(...given));
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, convert(inner)]));
}
