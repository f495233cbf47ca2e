import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import type { Change, IndexedChange } from './answer.ts';

/** The entry with these changes. */
export function changed(entry: Entry, { title, cmdline }: Change): Entry {
  return { ...entry, ...(title === undefined ? {} : { title }), ...(cmdline === undefined ? {} : { cmdline }) };
}

/**
 * The readings with these changes to their entries, which are counted through all of them. An entry that becomes the
 * default is the only one.
 */
export function applyChanges(readings: readonly Reading[], changes: readonly IndexedChange[]): readonly Reading[] {
  if (changes.length === 0) return readings;
  const chosen = changes.findLast((change) => change.default)?.index;
  const byIndex = new Map<number, Change>();
  for (const { index: at, ...change } of changes) byIndex.set(at, { ...byIndex.get(at), ...change });
  let index = 0;
  return readings.map((reading) => {
    const entries = reading.entries.flatMap((entry): Entry[] => {
      const at = index++;
      const own = byIndex.get(at) ?? {};
      if (own.hide) return [];
      const isDefault = chosen === undefined ? (own.default ?? entry.default) : at === chosen;
      return [{ ...changed(entry, own), default: isDefault }];
    });
    return { ...reading, entries };
  });
}
