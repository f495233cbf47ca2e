import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import type { Offer } from './system.ts';

/** What stands before the name of a system in the id of its entry and of its volume. */
const prefix = 'install:';

/** The volume that all entries of a catalogue are said to be on; `://` is what servers have in their names. */
export const catalogueVolume = 'catalogue://';

/** The offers as entries of a submenu. @param submenu its title */
export function catalogueReading(offers: readonly Offer[], submenu: string, config: string): Reading {
  const entries = offers.map((offer, index) => entryOf(offer, submenu, config, index + 1));
  return { volume: catalogueVolume, config, entries, diagnostics: [] };
}

/** The name of the system that the entry installs; undefined for other entries. */
export function offerName({ id, volume }: Entry): string | undefined {
  return volume === catalogueVolume && id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
}

function entryOf(
  { name, title, kernel, initrds, cmdline }: Offer,
  submenu: string,
  config: string,
  line: number,
): Entry {
  const at = (url: string) => ({ url, path: new URL(url).pathname, wants: new URL(url).host });
  return {
    id: `${prefix}${name}`,
    title,
    submenu: [submenu],
    source: 'catalogue',
    volume: catalogueVolume,
    config,
    line,
    kind: 'linux',
    kernel: at(kernel),
    initrds: initrds.map(at),
    cmdline,
    default: false,
    diagnostics: [],
  };
}
