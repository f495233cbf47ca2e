import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import type { Dialect, Machine } from './dialect.ts';
import { type Ranked, withoutDuplicates } from './duplicates.ts';
import { dialects } from './index.ts';
import { RememberingVolume } from './remembering-volume.ts';
import { isConfigured, unconfigured } from './unconfigured.ts';

const PC: Machine = { firmware: 'pc', cpu: 'x86_64' };

/**
 * What the configurations of all volumes say, in the order of the volumes. It keeps nothing: call it again whenever a
 * volume has come or gone. Where two files lead to the same menu, as the stub on an ESP and what it points to do, the
 * menu is there once. A medium that fails costs its own configurations, and a sentence says so. Configurations in
 * snapshots are not read: each snapshot is an entry as such.
 */
export async function readAll(given: readonly Volume[], machine: Machine = PC): Promise<Reading[]> {
  const isSnapshot = ({ identity }: Volume) => identity.subvolume?.snapshot !== undefined;
  const volumes = given.filter((volume) => !isSnapshot(volume)).map((volume) => new RememberingVolume(volume));
  const readings: Ranked[] = [];
  const seen: Reading[] = [];
  for (const volume of volumes)
    for (const [rank, dialect] of dialects.entries()) if (!dialect.fallback) await ask(dialect, rank, volume);
  const configured = withoutDuplicates(readings.splice(0));
  for (const volume of volumes)
    for (const [rank, dialect] of dialects.entries())
      if (dialect.fallback && !isConfigured(volume, configured)) await ask(dialect, rank, volume);
  const all = [...configured, ...readings.flatMap(({ reading }) => unconfigured(reading, configured) ?? [])];
  const snapshots = given.filter(isSnapshot);
  if (snapshots.length === 0) return all;
  const { snapshotReadings } = await import('./snapshots/index.ts');
  return [...all, ...(await snapshotReadings(all, [...volumes, ...snapshots]))];

  async function ask(dialect: Dialect, rank: number, volume: Volume) {
    for (const path of await find())
      keep(await dialect.read(path, volume, volumes, machine).catch((error) => failed(volume, path, error)));

    async function find(): Promise<readonly string[]> {
      return dialect.find(volume).catch((error) => {
        keep(failed(volume, '/', error));
        return [];
      });
    }

    function keep(reading: Reading | undefined) {
      if (!reading || seen.some((other) => same(other, reading))) return;
      seen.push(reading);
      readings.push({ reading, rank });
    }
  }
}

/** Two readings with the same entries from the same lines are one; so are two of the same file without entries. */
function same(a: Reading, b: Reading): boolean {
  if (a.entries.length !== b.entries.length) return false;
  if (a.entries.length === 0) return a.volume === b.volume && a.config === b.config;
  const fields = ['volume', 'config', 'line', 'id', 'title'] as const;
  return a.entries.every((entry, index) => fields.every((field) => entry[field] === b.entries[index]![field]));
}

function failed(volume: Volume, path: string, error: unknown): Reading {
  const message = `${volume.identity.id} could not be read: ${error instanceof Error ? error.message : String(error)}`;
  return { volume: volume.identity.id, config: path, entries: [], diagnostics: [{ config: path, line: 1, message }] };
}
