import type { Random } from './random.ts';

/** What breaks parsers of any language: ends, quotes, brackets, separators, bytes that are no text, large numbers. */
const common = [
  ...'\n "\'\\#;={}[]()<>$*?!|&:,.-/%@~\0\t\x80\xff',
  '\r\n',
  '\xef\xbb\xbf',
  '..',
  '//',
  '-1',
  '0',
  '4294967296',
  '99999999999999999999',
  '%s',
  '\xf0\x9f\x92\xa9',
];

/** So that inputs do not grow from piece to piece. */
const maxInsert = 4_096;

/**
 * `text` (one byte per code unit) with up to eight changes: something cut out, put in, or said twice; a number or a
 * byte replaced; once in a while cut off, or repeated many times.
 * @param pieces words of the language, to be put in
 */
export function mutate(text: string, pieces: readonly string[], random: Random): string {
  let mutated = text;
  for (let count = random.below(8); count > 0; count -= 1) {
    const from = random.below(mutated.length + 1);
    const to = Math.min(mutated.length, from + random.below(12));
    const insert = insertion(mutated, pieces, random);
    mutated = mutated.slice(0, from) + insert + mutated.slice(to);
  }
  return random.below(50) === 0 ? mutated.slice(0, random.below(mutated.length + 1)) : mutated;
}

function insertion(text: string, pieces: readonly string[], random: Random): string {
  switch (random.below(6)) {
    case 0:
      return '';
    case 1:
    case 2:
      return pieces.length > 0 ? random.of(pieces) : random.of(common);
    case 3:
      return random.of(common);
    case 4: {
      const from = random.below(text.length + 1);
      return text.slice(from, from + random.below(200));
    }
    default:
      return random
        .of([...pieces, ...common])
        .repeat(random.below(40))
        .slice(0, maxInsert);
  }
}
