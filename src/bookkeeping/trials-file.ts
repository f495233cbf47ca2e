import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { changeEnvironmentBlock } from '../dialects/grub/change-environment-block.ts';
import { SIGNATURE } from '../dialects/grub/environment-block.ts';
import type { Volume } from '../entry/volume.ts';
import { changeInPlace } from './in-place.ts';
import { plainDevice } from './plain-device.ts';
import { Refusal } from './refusal.ts';
import { flush, whileWritable } from './short-write.ts';

/** On the ESP. It is an environment block, so that grub-editenv shows it, and it is changed in its place. */
export const trialsFile = '/baton/trials.env';

const size = 1024;

type Variables = Readonly<Record<string, string>>;

/** The bytes of a new file. Raises Refusal where the variables do not fit. */
export function newTrialsFile(variables: Variables): Uint8Array {
  const bytes = changeEnvironmentBlock(Buffer.from(SIGNATURE.padEnd(size, '#'), 'latin1'), variables);
  if (typeof bytes === 'string') throw new Refusal(`${trialsFile} cannot be made: ${bytes}.`);
  return bytes;
}

/** Writes values into the file on an ESP, which is made where it is not there. Raises Refusal or MountError. */
export async function writeTrialsFile(volume: Volume, variables: Variables): Promise<void> {
  const device = plainDevice(volume.identity);
  if ((await volume.stat(trialsFile))?.kind === 'file')
    return changeInPlace(volume, device, trialsFile, (bytes) => changeEnvironmentBlock(bytes, variables));
  await whileWritable(volume, device, (directory) => createTrialsFile(directory, variables));
}

/** Makes the file, and the directory that it lies in, where the ESP is mounted. Raises Node's errors. */
export async function createTrialsFile(directory: string, variables: Variables): Promise<void> {
  const path = directory + trialsFile;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w', 0o644);
  try {
    await file.writeFile(newTrialsFile(variables));
    await file.sync();
  } finally {
    await file.close();
  }
  await flush(dirname(path));
}
