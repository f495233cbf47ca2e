// The running system reports that it works: what counts the starts in vain begins anew.

import type { EfiVariables } from '../linux/efi-variables.ts';
import { reportedGood, trialsFromText, trialsToText } from '../policy/trials.ts';
import { changeBlockFile } from './block-file.ts';
import { trialsEfiVariable, trialsIn, trialsVariable } from './trial-store.ts';

/**
 * In the firmware's variable.
 * @returns whether something is counted there. Raises EfiVariableError
 */
export async function reportInVariable(variables: EfiVariables): Promise<boolean> {
  const found = await variables.read(trialsEfiVariable);
  const trials = trialsFromText(found?.data.toString('latin1') ?? '');
  if (!trials.last) return trials.systems.length > 0;
  await variables.write(trialsEfiVariable, Buffer.from(trialsToText(reportedGood(trials)), 'latin1'));
  return true;
}

/**
 * In an environment block.
 * @param path of a file of the running system
 * @returns whether something is counted there; false where there is no such file. Raises Refusal, and Node's errors
 */
export async function reportInBlock(path: string): Promise<boolean> {
  let counts = false;
  await changeBlockFile(path, (bytes) => {
    const trials = trialsIn(bytes);
    counts = trials.systems.length > 0;
    return trials.last && { [trialsVariable]: trialsToText(reportedGood(trials)) };
  });
  return counts;
}
