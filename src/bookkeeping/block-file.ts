import { open } from 'node:fs/promises';
import { changeEnvironmentBlock } from '../dialects/grub/change-environment-block.ts';
import { Refusal } from './refusal.ts';

/** Bytes of an environment block. */
const size = 1024;

/**
 * Changes an environment block that is a file of the running system: its bytes are written in place, so that no other
 * program ever finds half a file.
 * @param path of the file
 * @param variablesFor makes the new values of the block's bytes; undefined leaves it as it is
 * @returns false where there is no such file. Raises Refusal, and Node's errors
 */
export async function changeBlockFile(
  path: string,
  variablesFor: (block: Uint8Array) => Readonly<Record<string, string | null>> | undefined,
): Promise<boolean> {
  const file = await open(path, 'r+').catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return undefined;
    throw failure;
  });
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const variables = variablesFor(bytes);
    if (!variables) return true;
    const changed = changeEnvironmentBlock(bytes, variables);
    if (typeof changed === 'string') throw new Refusal(`${path} cannot be changed: ${changed}.`);
    await file.write(changed, 0, changed.length, 0);
    await file.sync();
    return true;
  } finally {
    await file.close();
  }
}
