// Hooks from a volume, which need not be mounted so that programs on it can run, and may be taken away.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volume } from '../entry/volume.ts';
import { isUsableName, type Point, points } from './programs.ts';

const place = '/baton/hooks';
/** So many hooks for each point, and so many bytes of each, are taken. */
const mostHooks = 32;
const longestHook = 16 * 2 ** 20;

/**
 * Copies the hooks of a volume to `target`, each executable, which FAT cannot say.
 * @returns for which points there are some
 * @throws where the medium fails, and a sentence where one is too long
 */
export async function copyHooks(volume: Volume, target: string): Promise<readonly Point[]> {
  const found: Point[] = [];
  for (const point of points) {
    const names = (await volume.list(`${place}/${point}.d`))?.filter(isUsableName).slice(0, mostHooks) ?? [];
    for (const name of names) {
      const path = `${place}/${point}.d/${name}`;
      const bytes = await volume.read(path, longestHook + 1);
      if (bytes === undefined) continue;
      if (bytes.length > longestHook) throw new Error(`${path} is longer than ${longestHook} bytes.`);
      const directory = join(target, `${point}.d`);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, name), bytes, { mode: 0o700 });
      if (!found.includes(point)) found.push(point);
    }
  }
  return found;
}
