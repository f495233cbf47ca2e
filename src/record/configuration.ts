import type { Reading } from '../entry/reading.ts';

/** A boot configuration on a filesystem, in numbers. */
export interface Configuration {
  /** The file, as a path on the filesystem. */
  readonly config: string;
  /** The language of its entries, as `source` of `baton list`; null where it has none. */
  readonly source: string | null;
  readonly entries: number;
  readonly remarks: number;
}

export function configurationOf({ config, entries, diagnostics }: Reading): Configuration {
  return { config, source: entries[0]?.source ?? null, entries: entries.length, remarks: diagnostics.length };
}
