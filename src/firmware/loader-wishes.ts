// What the booted system has asked of the boot loader: https://systemd.io/BOOT_LOADER_INTERFACE

import { matchesPattern } from '../dialects/systemd-boot/pattern.ts';
import type { Entry } from '../entry/entry.ts';
import { entryKey } from '../entry/key.ts';
import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { decodeText } from './text.ts';

/** How long the menu is shown: 0 not at all, -1 until a key is pressed. */
export interface LoaderTimeout {
  readonly seconds: number;
  readonly style: 'menu' | 'hidden';
}

export interface LoaderWishes {
  /** Ids or patterns of entries: for this start alone; the default while it is not bad; the default. */
  readonly oneShot?: string;
  readonly preferred?: string;
  readonly default?: string;
  /** Id of the entry that was booted last, for a default that says so. */
  readonly lastBooted?: string;
  readonly timeout?: LoaderTimeout;
  /** For this start alone, instead of `timeout`. */
  readonly timeoutOneShot?: LoaderTimeout;
}

/** Variables that are for one start and are removed when they have been obeyed. */
export const oneShots: readonly string[] = ['LoaderEntryOneShot', 'LoaderConfigTimeoutOneShot'];

/** The default that stands for the entry that was booted last. */
export const savedEntry = '@saved';

/** Reads what is wished for. Raises EfiVariableError. */
export async function readLoaderWishes(variables: EfiVariables): Promise<LoaderWishes> {
  const read = async (name: string): Promise<string | undefined> => {
    const variable = await variables.read({ name, vendor: vendors.loader });
    return variable && (decodeText(variable.data) || undefined);
  };
  return given({
    oneShot: await read('LoaderEntryOneShot'),
    preferred: await read('LoaderEntryPreferred'),
    default: await read('LoaderEntryDefault'),
    lastBooted: await read('LoaderEntryLastBooted'),
    timeout: parseTimeout(await read('LoaderConfigTimeout')),
    timeoutOneShot: parseTimeout(await read('LoaderConfigTimeoutOneShot'), true),
  });
}

function given(wishes: { [K in keyof LoaderWishes]: LoaderWishes[K] | undefined }): LoaderWishes {
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
}

const words: ReadonlyMap<string, LoaderTimeout> = new Map([
  ['menu-force', { seconds: -1, style: 'menu' }],
  ['menu-hidden', { seconds: 0, style: 'hidden' }],
  ['menu-disabled', { seconds: 0, style: 'hidden' }],
]);

/** A timeout as systemd-boot understands it. @param once of one that is for the next start: 0 then waits for a key */
export function parseTimeout(text: string | undefined, once = false): LoaderTimeout | undefined {
  if (text === undefined) return undefined;
  const word = words.get(text);
  if (word) return word;
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const seconds = Math.min(Number(text), 65_535);
  if (seconds > 0) return { seconds, style: 'menu' };
  return once ? { seconds: -1, style: 'menu' } : { seconds: 0, style: 'hidden' };
}

/** The first entry whose id fits the pattern, whatever the case of its letters. @param ids by `entryKey` */
export function entryById(
  entries: readonly Entry[],
  ids: ReadonlyMap<string, string>,
  pattern: string,
): Entry | undefined {
  return entries.find((entry) => {
    const id = ids.get(entryKey(entry));
    return id !== undefined && matchesPattern(pattern.toLowerCase(), id.toLowerCase());
  });
}
