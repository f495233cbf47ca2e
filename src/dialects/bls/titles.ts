import type { Candidate } from './candidate.ts';

/**
 * Titles that tell the entries apart: where several have the same, their version goes behind it, then the beginning of
 * their machine-id, then their id, as far as each is needed. (systemd: `generate_boot_entry_titles`, src/boot/boot.c.)
 */
export function distinctTitles(candidates: readonly Candidate[]): string[] {
  const titles = candidates.map(({ entry }) => entry.title);
  for (const addition of [
    ({ version }: Candidate) => version,
    ({ machineId }: Candidate) => machineId?.slice(0, 8),
    ({ entry }: Candidate) => entry.id,
  ]) {
    const counts = new Map<string, number>();
    for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
    for (const [index, candidate] of candidates.entries()) {
      const text = counts.get(titles[index]!)! > 1 ? addition(candidate) : undefined;
      if (text !== undefined) titles[index] += ` (${text})`;
    }
  }
  return titles;
}
