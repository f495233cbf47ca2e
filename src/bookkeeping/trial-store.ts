// Where it is kept which systems were started: in the firmware's variables where there are some, else in a file on the
// ESP, else in GRUB's environment block. Always in the same place, whatever an entry lies on.

import { parseEnvironmentBlock } from '../dialects/grub/environment-block.ts';
import type { BlockPlace } from '../entry/environment-change.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { noTrials, type Trials, trialsFromText, trialsToText } from '../policy/trials.ts';
import { trialsFile, writeTrialsFile } from './trials-file.ts';
import { writeBlock } from './write-blocks.ts';

/** The variable of an environment block. */
export const trialsVariable = 'baton_trials';

/** The firmware's variable. */
export const trialsEfiVariable = { name: 'BatonTrials', vendor: vendors.baton } as const;

/** The type of an EFI system partition in a GPT. */
const espType = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';

export type TrialStore =
  | { readonly kind: 'variable'; readonly variables: EfiVariables }
  | { readonly kind: 'file'; readonly volume: Volume }
  | { readonly kind: 'block'; readonly volume: Volume; readonly place: BlockPlace };

/** The first place that there is; undefined where there is none. @param variables undefined without UEFI */
export function trialStore(
  variables: EfiVariables | undefined,
  volumes: readonly Volume[],
  readings: readonly Reading[],
): TrialStore | undefined {
  if (variables) return { kind: 'variable', variables };
  const esp = volumes.find(({ identity }) => identity.parttype?.toLowerCase() === espType && identity.type === 'vfat');
  if (esp) return { kind: 'file', volume: esp };
  for (const { environmentBlock: place } of readings) {
    const volume = volumes.find(({ identity }) => identity.id === place?.volume);
    if (place && volume) return { kind: 'block', volume, place };
  }
  return undefined;
}

/** What is kept in an environment block; nothing where it is none. */
export function trialsIn(block: Uint8Array): Trials {
  const variables = parseEnvironmentBlock(Buffer.from(block).toString('latin1')) ?? [];
  return trialsFromText(variables.find(([name]) => name === trialsVariable)?.[1] ?? '');
}

/** What is kept there; nothing where the place is empty or cannot be read. Never throws. */
export async function readTrials(store: TrialStore): Promise<Trials> {
  try {
    if (store.kind === 'variable') {
      const found = await store.variables.read(trialsEfiVariable);
      return found ? trialsFromText(found.data.toString('latin1')) : noTrials;
    }
    const bytes = await store.volume.read(store.kind === 'file' ? trialsFile : store.place.path, 64 * 1024);
    return trialsIn(bytes ?? new Uint8Array());
  } catch {
    return noTrials;
  }
}

/** Keeps them. Raises Refusal or EfiVariableError where that cannot be. */
export async function writeTrials(store: TrialStore, trials: Trials): Promise<void> {
  const text = trialsToText(trials);
  const variables = { [trialsVariable]: text };
  if (store.kind === 'variable') await store.variables.write(trialsEfiVariable, Buffer.from(text, 'latin1'));
  else if (store.kind === 'file') await writeTrialsFile(store.volume, variables);
  else await writeBlock({ ...store.place, variables }, [store.volume]);
}
