// Why something is as it is comes from the policy, in English, as the journal has it; a language has its own phrases for it.

/** A phrase with `...` for what is not translated, and what stands in its place, with `...` in the same order. */
export type Phrase = readonly [english: string, translated: string];

function pattern(english: string): RegExp {
  const parts = english.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('(.+?)') + (english.endsWith('...') ? '(?=$|[,;] )' : ''), 'g');
}

/** What puts the phrases of `table` into a text; what has none stays as it is. */
export function translator(table: readonly Phrase[]): (text: string) => string {
  const patterns = table.map(([english, translated]) => [pattern(english), translated] as const);
  return (text) =>
    patterns.reduce((done, [from, to]) => {
      return done.replace(from, (...match: unknown[]) => {
        let group = 1;
        return to.replace(/\.\.\./g, () => String(match[group++]));
      });
    }, text);
}
