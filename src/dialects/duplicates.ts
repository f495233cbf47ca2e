import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';

/** A reading, and the place of its language in the table: 0 comes first. */
export interface Ranked {
  readonly reading: Reading;
  readonly rank: number;
}

/**
 * Takes out what several languages say alike: entries with the same kernel, initrds and cmdline, as where GRUB's
 * `blscfg` and the Boot Loader Specification read the same files. The language that stands first in the table keeps
 * its entries, all of them: within one language such entries are meant (a menu and its submenu). A reading that
 * loses its last entry goes with it.
 */
export function withoutDuplicates(ranked: readonly Ranked[]): Reading[] {
  const ranks = new Set(ranked.flatMap(({ reading, rank }) => (reading.entries.length > 0 ? rank : [])));
  if (ranks.size < 2) return ranked.map(({ reading }) => reading);
  const first = new Map<string, number>();
  for (const { reading, rank } of ranked)
    for (const entry of reading.entries) {
      const key = contentOf(entry);
      first.set(key, Math.min(first.get(key) ?? rank, rank));
    }
  return ranked.flatMap(({ reading, rank }) => {
    const { entries } = reading;
    const kept = entries.filter((entry) => !entry.kernel || first.get(contentOf(entry)) === rank);
    if (kept.length === entries.length) return [reading];
    return kept.length === 0 ? [] : [{ ...reading, entries: kept }];
  });
}

function contentOf({ kernel, initrds, cmdline }: Entry): string {
  const files = [kernel, ...initrds].map((file) => [file?.volume, file?.image, file?.path, file?.wants]);
  return JSON.stringify([files, cmdline.trim().split(/\s+/)]);
}
