// The books that are kept from boot to boot: what was set for one boot is crossed out, and tries are counted, before
// the machine is handed over.

import type { Entry } from '../entry/entry.ts';
import type { EnvironmentChange } from '../entry/environment-change.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import type { EfiVariables } from '../linux/efi-variables.ts';
import { isForFirmware } from '../policy/bootable.ts';
import { trialKey } from '../policy/trial-key.ts';
import { afterGrace, started, type Trials } from '../policy/trials.ts';
import { countsItself, countTry } from './count-try.ts';
import { plainDevice } from './plain-device.ts';
import { clauseOf, Refusal } from './refusal.ts';
import { readTrials, type TrialStore, trialStore, writeTrials } from './trial-store.ts';
import { joinChanges, writeBlock } from './write-blocks.ts';

/** The settings of these names. */
export interface Rules {
  readonly readonly: boolean;
  readonly tries: number;
  /** Seconds. */
  readonly grace: number;
}

export interface Books {
  readonly rules: Rules;
  readonly volumes: readonly Volume[];
  readonly readings: readonly Reading[];
  /** Undefined where there is no UEFI. */
  readonly variables: EfiVariables | undefined;
}

/** What came of it. */
export interface Written {
  /** Where the entry's boot counter lies now, from the root of its volume. */
  readonly counter?: string;
  /** Sentences about what was not written, where that makes a difference to the next boot. */
  readonly remarks: readonly string[];
  /** The same, where it makes none to baton. */
  readonly asides: readonly string[];
}

const now = () => Date.now() / 1000;

/** What is known of the systems that were started before; undefined where none are counted. Never throws. */
export async function readBooks({ rules, volumes, readings, variables }: Books): Promise<Trials | undefined> {
  const store = rules.tries > 0 ? trialStore(variables, volumes, readings) : undefined;
  return store && afterGrace(await readTrials(store), rules.grace, now());
}

/** Writes down that the entry is about to be started. Never throws: what cannot be written is a remark. */
export async function writeBooks(entry: Entry, books: Books): Promise<Written> {
  const { rules, volumes } = books;
  const remarks: string[] = [];
  const asides: string[] = [];
  const attempt = async <T>(write: () => Promise<T>, consequence: string, told = remarks): Promise<T | undefined> => {
    try {
      return await write();
    } catch (failure) {
      told.push(`${clauseOf(failure)}; ${consequence}.`);
      return undefined;
    }
  };
  // What the firmware starts knows nothing of baton, and never reports itself good.
  const counting = rules.tries > 0 && entry.tries === undefined && !isForFirmware(entry);
  if (rules.readonly) return { remarks: forbidden(entry, counting), asides };
  // Counting comes first: a machine that dies between two writes has then still counted.
  if (counting) await attempt(() => count(entry, books), 'this start is not counted');
  for (const change of joinChanges(entry.changes ?? []))
    await (isForOnce(change)
      ? attempt(() => writeBlock(change, volumes), 'what was set for one boot will boot again')
      : attempt(() => writeBlock(change, volumes), 'GRUB would have saved its variables there', asides));
  const counter =
    countsItself(entry) && (await attempt(() => countItself(entry, volumes), 'this start is not counted'));
  return { ...(counter ? { counter } : {}), remarks, asides };
}

async function count(entry: Entry, { rules, volumes, readings, variables }: Books): Promise<void> {
  const store: TrialStore | undefined = trialStore(variables, volumes, readings);
  if (!store)
    throw new Refusal('There are no firmware variables, no ESP and no environment block of GRUB to count in.');
  const before = afterGrace(await readTrials(store), rules.grace, now());
  const key = trialKey(
    entry,
    volumes.map(({ identity }) => identity),
  );
  await writeTrials(store, started(before, key, now()));
}

async function countItself(entry: Entry, volumes: readonly Volume[]): Promise<string | undefined> {
  const volume = volumes.find(({ identity }) => identity.id === entry.volume);
  if (!volume) throw new Refusal(`${entry.volume} is not there any more.`);
  return countTry(entry, volume, plainDevice(volume.identity));
}

/** Whether what was set for one boot is crossed out by it. */
function isForOnce({ variables }: EnvironmentChange): boolean {
  return ['next_entry', 'prev_saved_entry'].some((name) => name in variables && !variables[name]);
}

function forbidden(entry: Entry, counting: boolean): string[] {
  const texts = [
    ...((entry.changes ?? []).some(isForOnce) ? ['what was set for one boot stays set'] : []),
    ...(counting || countsItself(entry) ? ['this start is not counted'] : []),
  ];
  return texts.length === 0 ? [] : [`Nothing may be written (baton.readonly): ${texts.join(', and ')}.`];
}
