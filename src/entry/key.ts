import type { Entry } from './entry.ts';

/** Tells an entry from all others of this run, and stays the same when its configuration is read again. */
export function entryKey(entry: Entry): string {
  return [entry.volume, entry.config, ...entry.submenu, entry.id].join('\n');
}
