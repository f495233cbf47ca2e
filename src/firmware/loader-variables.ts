import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { oneShots } from './loader-wishes.ts';

/**
 * Sets what the next system is to know and removes what was asked for this start alone. Never throws: returns the
 * first thing that was wrong, as the end of a sentence.
 *
 * A boot loader that the firmware starts makes these variables ones that a reset forgets. Firmware takes no such
 * variables once a kernel runs, so here they are kept: each is written only where it changes, and what is not true of
 * this start is removed. What a boot loader before baton has set stays as it is, since nobody can change that now.
 * @param values by name; undefined for a variable that must not be there
 */
export async function setLoaderVariables(
  variables: EfiVariables,
  values: ReadonlyMap<string, Buffer | undefined>,
): Promise<string | undefined> {
  let problem: string | undefined;
  for (const [name, data] of [...oneShots.map((each) => [each, undefined] as const), ...values]) {
    const variable = { name, vendor: vendors.loader };
    try {
      if ((await variables.read(variable))?.kept === false) continue;
      if (data) await variables.write(variable, data);
      else await variables.remove(variable);
    } catch (failure) {
      problem ??= failure instanceof Error ? failure.message : String(failure);
    }
  }
  return problem;
}
