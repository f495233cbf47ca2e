import { readFileSync } from 'node:fs';
import { fullTitle } from '../../entry/title.ts';
import { load } from '../../kexec/load.ts';
import { howToLoad } from './how-to-load.ts';
import { ownPanicEntry } from './panic-entry.ts';
import { howToReserve, reservedBytes } from './reserved.ts';

/** Loads the kernel that is started when this one crashes, and says which. Raises an error with a sentence. */
export async function loadCrashKernel(say: (sentence: string) => void): Promise<true> {
  if (reservedBytes() === 0) throw new Error(howToReserve(readFileSync('/proc/cmdline', 'utf8')));
  const { entry, reason, findVolume } = await ownPanicEntry();
  await load(entry, findVolume, [], { crash: true, how: howToLoad(entry) });
  say(`"${fullTitle(entry)}" is loaded for a crash: ${reason}.`);
  return true;
}
