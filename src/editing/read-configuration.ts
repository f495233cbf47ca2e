// A file that somebody names, read as a boot configuration of whatever language it is in.

import type { Dialect, Machine } from '../dialects/dialect.ts';
import { dialects } from '../dialects/index.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';

/**
 * The reading of the language that understands most of the file: has the most entries with a kernel that is there.
 * @returns undefined where no language finds an entry in it
 * @throws where the medium fails
 */
export async function readConfiguration(
  path: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Reading | undefined> {
  let best: { readonly reading: Reading; readonly score: number } | undefined;
  for (const dialect of dialects) {
    if (!isCandidate(dialect, path)) continue;
    const reading = await dialect.read(path, volume, volumes, machine);
    if (!reading) continue;
    const score = await scoreOf(reading, volumes);
    if (score > (best?.score ?? 0)) best = { reading, score };
  }
  return best?.reading;
}

/** These have an entry whatever is in their file: they are known by its name alone. */
const byName: ReadonlySet<string> = new Set(['rpi', 'kexec-default', 'kdump']);

function isCandidate({ name, fallback, places }: Dialect, path: string): boolean {
  if (fallback || name === 'loopback') return false;
  const nameOf = (file: string) => file.slice(file.lastIndexOf('/') + 1);
  return !byName.has(name) || places.some((place) => nameOf(place) === nameOf(path));
}

/** Entries whose kernel is there count many times as much as others, and remarks a little less than nothing. */
async function scoreOf({ entries, diagnostics }: Reading, volumes: readonly Volume[]): Promise<number> {
  let score = 0;
  for (const { kernel } of entries.slice(0, 100)) {
    const volume = volumes.find(({ identity }) => identity.id === kernel?.volume);
    if (kernel && volume && (await volume.stat(kernel.image ?? kernel.path))?.kind === 'file') score += 100;
    else if (kernel) score += 1;
  }
  return score === 0 ? 0 : Math.max(1, score - Math.min(diagnostics.length, 50));
}
