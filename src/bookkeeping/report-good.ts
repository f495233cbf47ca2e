// The running system reports that it works: what counts the starts in vain begins anew.

import { open } from 'node:fs/promises';
import { changeEnvironmentBlock } from '../dialects/grub/change-environment-block.ts';
import type { EfiVariables } from '../linux/efi-variables.ts';
import { reportedGood, trialsFromText, trialsToText } from '../policy/trials.ts';
import { Refusal } from './refusal.ts';
import { trialsEfiVariable, trialsIn, trialsVariable } from './trial-store.ts';

/** Bytes of an environment block. */
const size = 1024;

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
 * In an environment block, which is written in place, as by grub-editenv.
 * @param path of a file of the running system
 * @returns whether something is counted there; false where there is no such file. Raises Refusal, and Node's errors
 */
export async function reportInBlock(path: string): Promise<boolean> {
  const file = await open(path, 'r+').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return undefined;
    throw failure;
  });
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const trials = trialsIn(bytes);
    if (!trials.last) return trials.systems.length > 0;
    const changed = changeEnvironmentBlock(bytes, { [trialsVariable]: trialsToText(reportedGood(trials)) });
    if (typeof changed === 'string') throw new Refusal(`${path} cannot be changed: ${changed}.`);
    await file.write(changed, 0, changed.length, 0);
    await file.sync();
    return true;
  } finally {
    await file.close();
  }
}
