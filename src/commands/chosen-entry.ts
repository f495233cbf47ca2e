// Which entry of this system's own boot loader a command is to load.

import { readAll } from '../dialects/read-all.ts';
import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { fullTitle } from '../entry/title.ts';
import type { Volume } from '../entry/volume.ts';
import { newestOf } from '../policy/newest.ts';
import { makePlan } from '../policy/plan.ts';
import { installedMachine } from './installed-machine.ts';
import { installedPlaces } from './installed-places.ts';
import { isUrl } from './is-url.ts';

export interface Wish {
  /** An entry by its id, its title, or its titles joined with `>`; or the URL of what is to be booted. */
  readonly entry?: string;
  /** The entry with the newest kernel, whatever the default is. */
  readonly newest?: boolean;
}

export interface Chosen {
  readonly entry: Entry;
  /** Why this one, as a clause. */
  readonly reason: string;
  readonly findVolume: (id: string) => Volume | undefined;
}

function isNamed(entry: Entry, name: string): boolean {
  return [entry.id, entry.title, fullTitle(entry), [...entry.submenu, entry.title].join('>')].includes(name);
}

/**
 * The entry of the running system's boot configuration that is wished for, else its default. Raises an error with a
 * sentence when there is none.
 */
export async function chooseEntry({ entry: name, newest }: Wish): Promise<Chosen> {
  if (name !== undefined && isUrl(name)) return chooseAtUrl(name);
  const volumes = await installedPlaces();
  const findVolume = (id: string) => volumes.find(({ identity }) => identity.id === id);
  const plan = makePlan(await readAll(volumes, installedMachine()), {});
  if (name !== undefined) {
    const named = plan.entries.filter((entry) => isNamed(entry, name));
    const first = named[0];
    if (!first) throw new Error(`No entry is called "${name}". "baton list" shows them all.`);
    if (new Set(named.map(entryKey)).size > 1)
      throw new Error(`${named.length} entries are called "${name}". Name it by its id, which "baton list" shows.`);
    return { entry: first, reason: 'it was named', findVolume };
  }
  // Debian's /etc/default/kexec says what a restart by kexec is to load, whatever the boot loader's default is.
  const told = plan.entries.find(({ source, default: chosen }) => source === 'kexec-default' && chosen);
  if (told && !newest) return { entry: told, reason: `${told.config} says so`, findVolume };
  const entry = newest ? newestOf(plan.entries) : plan.default;
  if (!entry)
    throw new Error('No boot configuration that names a system was found. "baton list" tells where it looked.');
  return { entry, reason: newest ? 'its kernel is the newest' : plan.reason, findVolume };
}

/** The default of the configuration at the URL, or what lies there itself. */
async function chooseAtUrl(url: string): Promise<Chosen> {
  const { Servers } = await import('./servers.ts');
  const servers = new Servers();
  const { default: entry, reason } = makePlan([await servers.read(url)], {});
  if (!entry) throw new Error(`${url} names nothing that can be booted.`);
  const located = servers.located(entry);
  return { entry: located, reason, findVolume: (id) => servers.volumes.find(({ identity }) => identity.id === id) };
}
