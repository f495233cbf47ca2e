import type { Entry } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import { isBootable, isForFirmware, mayFollow } from './bootable.ts';
import { newestOf } from './newest.ts';
import type { Wishes } from './plan.ts';

/** The entry that boots when no key is pressed, and why, as a clause. */
export interface Choice {
  readonly entry: Entry;
  readonly reason: string;
  /** True where it was chosen for this boot alone, by the boot loader's own means. */
  readonly once?: true;
}

/**
 * The first that is known and can be booted of: what a setting names, by name or by URL; what was set for one boot; the firmware's
 * variable; the default of a configuration; the newest kernel on the first kind of device in the settings' order.
 * @param readings in the order of their volumes
 */
export function chooseDefault(given: readonly Reading[], wishes: Wishes): Choice | undefined {
  const readings = inOrder(given, wishes);
  const entries = readings.flatMap((reading) => reading.entries);
  // What is no Linux is started where there is a firmware that can be asked for it.
  const can = (entry: Entry) => isBootable(entry) || (wishes.loader !== undefined && isForFirmware(entry));
  return (
    named(entries, wishes.boot, 'the setting baton.boot names it') ??
    defaultOf(readings, can, isWanted, ({ config, volume }) => `the settings name ${config} on ${volume}`) ??
    once(asked(wishes.loader?.oneShot, 'the firmware variable LoaderEntryOneShot names it for this boot')) ??
    once(
      defaultOf(readings, can, isOnce, ({ config, volume }) => `it was set for one boot in ${config} on ${volume}`),
    ) ??
    asked(preferred(wishes), 'the firmware variable LoaderEntryPreferred names it') ??
    asked(wishes.loader?.default, 'the firmware variable LoaderEntryDefault names it') ??
    defaultOf(readings, can, () => true, describe) ??
    newest(entries, wishes)
  );
}

function named(entries: readonly Entry[], name: string | undefined, reason: string): Choice | undefined {
  if (name === undefined) return undefined;
  const entry = entries.find((candidate) => candidate.id === name || candidate.title === name);
  return entry && { entry, reason };
}

function asked(entry: Entry | undefined, reason: string): Choice | undefined {
  return entry && (isBootable(entry) || isForFirmware(entry)) ? { entry, reason } : undefined;
}

function preferred({ loader }: Wishes): Entry | undefined {
  return loader?.preferred?.tries?.left === 0 ? undefined : loader?.preferred;
}

function once(choice: Choice | undefined): Choice | undefined {
  return choice && { ...choice, once: true };
}

function isWanted({ wanted }: Reading): boolean {
  return wanted === true;
}

function isOnce({ chosenBy }: Reading): boolean {
  return chosenBy === 'once';
}

function defaultOf(
  readings: readonly Reading[],
  can: (entry: Entry) => boolean,
  counts: (reading: Reading) => boolean,
  reason: (reading: Reading) => string,
): Choice | undefined {
  for (const reading of readings) {
    const entry = reading.entries.find((candidate) => candidate.default);
    if (entry && can(entry) && counts(reading)) return { entry, reason: reason(reading) };
  }
  return undefined;
}

function describe({ chosenBy, environmentBlock, config, volume }: Reading): string {
  if (chosenBy !== 'saved' || !environmentBlock) return `it is the default of ${config} on ${volume}`;
  return `it is the saved default in ${environmentBlock.path} on ${environmentBlock.volume}`;
}

function newest(entries: readonly Entry[], { order = [], kindOf }: Wishes): Choice | undefined {
  const bootable = entries.filter((entry) => isBootable(entry) && mayFollow(entry));
  for (const kind of order) {
    const entry = newestOf(bootable.filter(({ volume }) => kindOf?.(volume) === kind));
    if (entry)
      return { entry, reason: `its kernel is the newest on a device of the first kind that is there (${kind})` };
  }
  const entry = newestOf(bootable) ?? bootable[0];
  return entry && { entry, reason: 'its kernel is the newest of those that can be booted' };
}

/** Those on the kinds of devices that are to come first, and then the others. */
function inOrder(readings: readonly Reading[], { order = [], kindOf }: Wishes): readonly Reading[] {
  if (order.length === 0 || !kindOf) return readings;
  const rank = ({ volume }: Reading) => {
    const at = order.indexOf(kindOf(volume) ?? '');
    return at < 0 ? order.length : at;
  };
  return readings.toSorted((a, b) => rank(a) - rank(b));
}
