// Where hooks lie, and in which order they run.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** When hooks run: before any disk is looked at, when entries were found, when one is to be loaded, and when it is. */
export const points = ['early', 'found', 'chosen', 'loaded'] as const;

export type Point = (typeof points)[number];

/** One hook. */
export interface Program {
  /** `found.d/10-name`. */
  readonly name: string;
  readonly path: string;
}

/** As run-parts(8) has them, and with dots: no backup files of editors, nothing hidden. */
const usable = /^[A-Za-z0-9_][\w.-]*$/;

/** The hooks for `point` in these directories, by their names; of the same name that of the first directory is first. */
export function programsFor(point: Point, directories: readonly string[]): Program[] {
  const found = directories.flatMap((directory) => {
    const place = join(directory, `${point}.d`);
    return namesIn(place).map((name) => ({ name: `${point}.d/${name}`, path: join(place, name) }));
  });
  return found.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

export function isUsableName(name: string): boolean {
  return usable.test(name) && !name.endsWith('.bak');
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter(isUsableName);
  } catch {
    return [];
  }
}
