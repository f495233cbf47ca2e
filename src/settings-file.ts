import type { Volume } from './entry/volume.ts';
import type { FilePlace } from './settings/file-place.ts';

/**
 * The bytes of a file that a setting names, of the image or of a volume; of at most `limit` bytes from its start.
 * @returns undefined where there is no such file, or its volume is not there
 */
export async function readSettingsFile(
  { path, volume }: FilePlace,
  volumes: readonly Volume[],
  limit: number,
): Promise<Uint8Array | undefined> {
  if (volume !== undefined) {
    const { findVolume } = await import('./editing/find-volume.ts');
    return findVolume(volume, volumes)?.read(path, limit);
  }
  const { readFile } = await import('node:fs/promises');
  return (await readFile(path).catch(() => undefined))?.subarray(0, limit);
}

/** How it is called in a sentence. */
export function settingsFileName({ path, volume }: FilePlace): string {
  return volume === undefined ? path : `${path} on ${volume}`;
}
