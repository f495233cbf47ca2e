// Takes away what `baton setup` has made, and what baton has written down since: the machine is as it was before.

import { existsSync } from 'node:fs';
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
import { entryId } from './grub-script.ts';
import { isOwnProgram } from './image.ts';
import { removeOption, setNumbers } from './option-steps.ts';
import { removeEmpty, unfinished } from './place-file.ts';
import { scriptStep } from './script-step.ts';
import type { Step } from './step.ts';

/**
 * What takes baton out of the boot menu of the firmware, and off the ESP. Raises EfiVariableError and Node's errors.
 * @param find finds the ESP, or throws a sentence, which counts where the firmware starts baton from one
 */
export async function efiRemoval(
  find: () => Promise<SystemPartition>,
  variables: EfiVariables,
): Promise<readonly Step[]> {
  const options = await readBootOptions(variables);
  const esp = await find().catch((failure) => {
    if (ownOptions(options).length > 0) throw failure;
    return undefined;
  });
  const own = esp ? ownOptions(options, esp).map(({ number }) => number) : [];
  const steps: Step[] = [];
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
  return esp ? [...steps, ...(await fileRemoval(esp)), ...trialsRemoval(esp.directory)] : steps;
}

async function fileRemoval(esp: SystemPartition): Promise<Step[]> {
  const steps: Step[] = [];
  for (const place of places) {
    const path = esp.directory + place;
    const found = [...((await isOwnProgram(path)) ? [path] : []), unfinished(path)].filter((file) => existsSync(file));
    steps.push(...found.map(removeFile));
    if (found.length > 0 && place.startsWith('/EFI/baton/'))
      steps.push(removeDirectory(dirname(path), dirname(dirname(path))));
  }
  return steps;
}

/** The file of tries on an ESP, where there is one. */
export function trialsRemoval(directory: string): readonly Step[] {
  const path = join(directory, trialsFile);
  return existsSync(path) ? [removeFile(path), removeDirectory(dirname(path))] : [];
}

/** What takes baton out of GRUB and /boot. Raises Node's errors. */
export async function grubRemoval(grub: GrubPlaces): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const script = await ownScript(grub);
  if (script !== undefined)
    steps.push(scriptStep(grub, script, undefined, `Remove ${grub.script} and run ${grub.update.join(' ')}.`));
  const variables = await leftInBlock(grub);
  if (Object.keys(variables).length > 0)
    steps.push(blockStep(grub, variables, `Take ${Object.keys(variables).join(' and ')} out of ${grub.block}.`));
  const files = await ownFiles(grub);
  steps.push(...files.map((name) => removeFile(join(grub.directory, name))));
  if (files.length > 0) steps.push(removeDirectory(grub.directory));
  return steps;
}

/** GRUB leaves an empty `next_entry` behind when it has started what that named. */
async function leftInBlock({ block }: GrubPlaces): Promise<Record<string, null>> {
  const bytes = await readFile(block, 'latin1').catch(() => '');
  const isLeft = ([name, value]: [string, string]) =>
    name === trialsVariable || (name === 'next_entry' && (value === entryId || value === ''));
  return Object.fromEntries((parseEnvironmentBlock(bytes) ?? []).filter(isLeft).map(([name]) => [name, null]));
}

/** One that holds something else stays. @param outermost up to which those around it go as well */
function removeDirectory(path: string, outermost = path): Step {
  return {
    text: `Remove the directory ${path}, if nothing else is in it.`,
    run: () => removeEmpty(path, outermost),
  };
}
