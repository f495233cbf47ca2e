// The default entry, where the boot loader of an entry keeps it by itself.

import type { Machine } from '../dialects/dialect.ts';
import { changeEnvironmentBlock } from '../dialects/grub/change-environment-block.ts';
import { readConfiguration } from '../dialects/grub/read.ts';
import type { Entry, Source } from '../entry/entry.ts';
import type { BlockPlace } from '../entry/environment-change.ts';
import { entryKey } from '../entry/key.ts';
import type { Reading } from '../entry/reading.ts';
import { fullTitle } from '../entry/title.ts';
import type { Volume } from '../entry/volume.ts';
import { VolumeWithFile } from '../entry/volume-with-file.ts';
import { Refusal } from './refusal.ts';
import { writeBlock } from './write-blocks.ts';

/** Sources whose boot loader takes its default from a variable of the firmware. */
const ofSystemd: readonly Source[] = ['bls', 'uki', 'systemd-boot'];

/** What has to be known beside the entry. */
export interface Surroundings {
  readonly readings: readonly Reading[];
  readonly volumes: readonly Volume[];
  readonly machine: Machine;
  /** Sets LoaderEntryDefault, for systemd-boot and baton; undefined where there is no UEFI. */
  readonly setLoaderDefault: ((entry: Entry) => Promise<void>) | undefined;
}

/**
 * Makes the entry the default of its boot loader: `saved_entry` in GRUB's environment block, LoaderEntryDefault.
 * @returns a sentence about what was done. Raises Refusal with the reason where its boot loader keeps the default in a
 *   file that is somebody's own, and what writing raises
 */
export async function makeDefault(entry: Entry, surroundings: Surroundings): Promise<string> {
  const { setLoaderDefault } = surroundings;
  if (ofSystemd.includes(entry.source) && setLoaderDefault) {
    await setLoaderDefault(entry);
    return `"${fullTitle(entry)}" is the default from now on (LoaderEntryDefault).`;
  }
  if (entry.source === 'grub') return saveInBlock(entry, surroundings);
  const place = ofSystemd.includes(entry.source) ? 'loader.conf' : entry.config;
  throw new Refusal(`Its default stands in ${place} on ${entry.volume}, which baton does not change. Change it there.`);
}

/**
 * Why the countdown of the entry's boot loader cannot be set, as a sentence; undefined where a variable of the firmware
 * sets it.
 */
export function timeoutRefusal(entry: Entry | undefined, hasFirmware: boolean): string | undefined {
  if (!entry) return 'There is no default entry, and so no boot loader whose countdown could be set.';
  if (ofSystemd.includes(entry.source))
    return hasFirmware ? undefined : `The countdown stands in loader.conf on ${entry.volume}. Change it there.`;
  if (entry.source === 'grub')
    return 'GRUB has its countdown in grub.cfg. Set GRUB_TIMEOUT in /etc/default/grub there and run update-grub.';
  return `The countdown stands in ${entry.config} on ${entry.volume}. Change it there.`;
}

async function saveInBlock(entry: Entry, { readings, volumes, machine }: Surroundings): Promise<string> {
  const key = entryKey(entry);
  const reading = readings.find(({ entries }) => entries.some((other) => entryKey(other) === key));
  const place = reading?.environmentBlock;
  if (!reading || !place) throw new Refusal(notSaved(entry));
  for (const value of valuesFor(entry))
    if (await boots(value, key, reading, place, volumes, machine)) {
      await writeBlock({ ...place, variables: { saved_entry: value } }, volumes);
      return `"${fullTitle(entry)}" is the default from now on (saved_entry in ${place.path} on ${place.volume}).`;
    }
  throw new Refusal(notSaved(entry));
}

function notSaved({ config, volume }: Entry): string {
  return `${config} on ${volume} does not boot what is saved in grubenv. Set GRUB_DEFAULT=saved in /etc/default/grub there and run update-grub.`;
}

/** What can be saved for an entry: titles or ids from the outside in, with a `>` between them, and `>>` for one. */
function valuesFor({ id, title, submenu }: Entry): string[] {
  const path = (last: string) => [...submenu, last].map((part) => part.replaceAll('>', '>>')).join('>');
  return [...new Set([path(id), path(title)])];
}

/** Whether the configuration itself makes the entry its default when this is saved. */
async function boots(
  value: string,
  key: string,
  { config, volume }: Reading,
  place: BlockPlace,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<boolean> {
  const bytes = await volumes.find(({ identity }) => identity.id === place.volume)?.read(place.path);
  // What is set for one boot comes first, and has gone by then.
  const changed =
    bytes && changeEnvironmentBlock(bytes, { saved_entry: value, next_entry: null, prev_saved_entry: null });
  if (!changed || typeof changed === 'string') return false;
  const supposed = volumes.map((one) =>
    one.identity.id === place.volume ? new VolumeWithFile(one, place.path, changed) : one,
  );
  const start = supposed.find(({ identity }) => identity.id === volume);
  const reading = start && (await readConfiguration(config, start, supposed, machine));
  const chosen = reading?.entries.find((candidate) => candidate.default);
  return chosen !== undefined && entryKey(chosen) === key;
}
