/** So many letters of a name may be wrong for another one to be meant. */
const tolerance = 3;
/** Longer names are nobody's slip of the finger. */
const longest = 64;

/** The name that was probably meant, by the letters to be added, taken away, replaced or swapped; undefined for none. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  const [found] = [...known]
    .map((candidate) => ({ candidate, steps: distance(name, candidate) }))
    .filter(({ candidate, steps }) => steps <= Math.min(tolerance, candidate.length / 2))
    .sort((a, b) => a.steps - b.steps);
  return found?.candidate;
}

/** Damerau's and Levenshtein's distance, with neighbours swapped at most once ("optimal string alignment"). */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let steps = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps = Math.min(steps, before[j - 2]! + 1);
      row.push(steps);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
