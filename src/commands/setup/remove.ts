// Takes away what `baton setup` has made, and what baton has written down since: the machine is as it was before.

import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { trialsVariable } from '../../bookkeeping/trial-store.ts';
import { trialsFile } from '../../bookkeeping/trials-file.ts';
import { parseEnvironmentBlock } from '../../dialects/grub/environment-block.ts';
import { bootOptionName } from '../../firmware/boot-option.ts';
import { readBootOptions } from '../../firmware/boot-options.ts';
import { readLeftovers } from '../../firmware/leftovers.ts';
import { readNumbers } from '../../firmware/option-numbers.ts';
import type { EfiVariables } from '../../linux/efi-variables.ts';
import { ownOptions, places } from './efi.ts';
import type { SystemPartition } from './esp.ts';
import { ownFiles, ownScript, removeFile } from './grub.ts';
import { blockStep } from './grub-block.ts';
import type { GrubPlaces } from './grub-places.ts';
import { entryId, hasEntry } from './grub-script.ts';
import { isOwnProgram } from './image.ts';
import { removeOption, setNumbers } from './option-steps.ts';
import { removeEmpty, unfinished } from './place-file.ts';
import { goneStep, scriptStep } from './script-step.ts';
import type { Step } from './step.ts';

/**
 * What takes baton out of the boot menu of the firmware, and off the ESP. Raises EfiVariableError and Node's errors.
 * @param find finds the ESP, or throws a sentence, which counts where baton is on one
 * @param directories where that may be mounted, should it not be usable
 */
export async function efiRemoval(
  find: () => Promise<SystemPartition>,
  variables: EfiVariables,
  directories: readonly string[] = [],
): Promise<readonly Step[]> {
  const options = await readBootOptions(variables);
  const esp = await find().catch(async (failure) => {
    if (ownOptions(options).length > 0) throw failure;
    for (const directory of directories)
      for (const place of places) if (await isOwnProgram(directory + place)) throw failure;
    return undefined;
  });
  const own = esp ? ownOptions(options, esp).map(({ number }) => number) : [];
  const steps: Step[] = [];
  const files = esp ? await fileRemoval(esp) : [];
  const elsewhere = ownOptions(options).find(({ number }) => !own.includes(number));
  if (esp && elsewhere && own.length + files.length === 0)
    throw new Error(
      `the firmware starts baton by ${bootOptionName(elsewhere.number)} from another partition than that at ${esp.directory}: ${elsewhere.path.partition?.partuuid}. Mount it, and name its directory with --esp; if it is gone, "efibootmgr -B -b ${bootOptionName(elsewhere.number).slice(4)}" takes the option away.`,
    );
  for (const name of ['BootNext', 'BootOrder'] as const) {
    const numbers = await readNumbers(variables, name);
    const left = numbers.filter((number) => !own.includes(number));
    if (left.length < numbers.length)
      steps.push(await setNumbers(variables, name, left, `Take ${own.map(bootOptionName).join(', ')} out of ${name}.`));
  }
  for (const number of own) steps.push(removeOption(variables, number));
  for (const variable of await readLeftovers(variables))
    steps.push({
      text: `Remove the variable ${variable.name} of the firmware.`,
      run: async () => void (await variables.remove(variable)),
    });
  return esp ? [...steps, ...files, ...trialsRemoval(esp.directory)] : steps;
}

async function fileRemoval(esp: SystemPartition): Promise<Step[]> {
  const steps: Step[] = [];
  for (const place of places) {
    const path = esp.directory + place;
    const found = [...((await isOwnProgram(path)) ? [path] : []), unfinished(path)].filter((file) => existsSync(file));
    steps.push(...found.map(removeFile));
    if (place.startsWith('/EFI/baton/')) steps.push(...directoryRemoval(dirname(path), found, dirname(dirname(path))));
  }
  return steps;
}

/** The file of tries on an ESP, where there is one. */
export function trialsRemoval(directory: string): readonly Step[] {
  const path = join(directory, trialsFile);
  const found = existsSync(path) ? [path] : [];
  return [...found.map(removeFile), ...directoryRemoval(dirname(path), found)];
}

/** What takes baton out of GRUB and /boot. Raises Node's errors. */
export async function grubRemoval(grub: GrubPlaces): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const script = await ownScript(grub);
  // What was interrupted may have removed the program alone. Without its files GRUB must not have the entry.
  if (script !== undefined)
    steps.push(scriptStep(grub, script, undefined, `Remove ${grub.script} and run ${grub.update.join(' ')}.`));
  else if (hasEntry(await readFile(grub.configuration, 'utf8'))) steps.push(goneStep(grub));
  if (existsSync(unfinished(grub.script))) steps.push(removeFile(unfinished(grub.script)));
  const variables = await leftInBlock(grub);
  if (Object.keys(variables).length > 0)
    steps.push(blockStep(grub, variables, `Take ${Object.keys(variables).join(' and ')} out of ${grub.block}.`));
  const files = (await ownFiles(grub)).map((name) => join(grub.directory, name));
  return [...steps, ...files.map(removeFile), ...directoryRemoval(grub.directory, files)];
}

/** GRUB leaves an empty `next_entry` behind when it has started what that named. */
async function leftInBlock({ block }: GrubPlaces): Promise<Record<string, null>> {
  const bytes = await readFile(block, 'latin1').catch(() => '');
  const isLeft = ([name, value]: [string, string]) =>
    name === trialsVariable || (name === 'next_entry' && (value === entryId || value === ''));
  return Object.fromEntries((parseEnvironmentBlock(bytes) ?? []).filter(isLeft).map(([name]) => [name, null]));
}

/**
 * The step that removes a directory: none where it is not there, or holds something else.
 * @param files those in it that go before
 * @param outermost up to which the directories around it go as well, where nothing else is in them
 */
function directoryRemoval(path: string, files: readonly string[], outermost = path): readonly Step[] {
  const left = existsSync(path) ? readdirSync(path).filter((name) => !files.includes(join(path, name))) : ['nothing'];
  if (left.length > 0) return [];
  return [{ text: `Remove the directory ${path}.`, run: () => removeEmpty(path, outermost) }];
}
