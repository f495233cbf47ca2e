// What is on a device or in an image, read without mounting anything.

import { probe, type Result, type Source } from 'blkid-parse';
import type { Configuration } from '../../record/configuration.ts';
import { readDetails } from './details/index.ts';
import type { Details } from './row.ts';

export interface Content {
  readonly facts: Result;
  readonly details: Details | null;
  readonly configurations: readonly Configuration[];
}

/** Reads what `source` holds. Throws what the source throws, and only where its beginning cannot be read. */
export async function readContent(source: Source): Promise<Content> {
  const facts = await probe(source);
  const details = await readDetails(facts.type, source).catch(() => undefined);
  return { facts, details: details ?? null, configurations: await configurationsIn(facts, source) };
}

/** The boot configurations of a disc image, the one kind of filesystem that baton reads by itself. */
async function configurationsIn({ type }: Result, source: Source): Promise<readonly Configuration[]> {
  if (type !== 'iso9660') return [];
  const { isoConfigurations } = await import('./iso-configurations.ts');
  return isoConfigurations(source);
}
