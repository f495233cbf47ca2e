// What may follow what has been typed of a path: names of volumes, and of the files on them.

import type { Identity, Volume } from '../../entry/volume.ts';
import { type FindVolume, splitVolume } from './place.ts';

export interface Completion {
  /** What was typed, with as much behind it as is certain. */
  readonly text: string;
  /** What it may become, where that is not certain; the last part of each alone. */
  readonly choices: readonly string[];
}

/** No more are offered, and no more files looked at. */
const mostChoices = 200;

/** Completes what was typed. A volume that cannot be read offers nothing. Never throws. */
export async function complete(text: string, volumes: readonly Volume[], find: FindVolume): Promise<Completion> {
  const { volume, rest } = splitVolume(text, find);
  const names = volume === undefined ? volumeNames(text, volumes) : [];
  const one = volume === undefined ? undefined : find(volume);
  const paths = rest.startsWith('/') ? await pathsBelow(rest, one ? [one] : volume === undefined ? volumes : []) : [];
  const head = text.slice(0, text.length - rest.length);
  const all = [...new Set([...names, ...paths.map((path) => head + path)])].slice(0, mostChoices);
  const [first, ...others] = all;
  if (first === undefined) return { text, choices: [] };
  if (others.length === 0) return { text: first, choices: [] };
  return { text: others.reduce(common, first), choices: all.map(lastPart) };
}

/** What they both begin with. */
function common(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}

function lastPart(path: string): string {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  return path.endsWith(':/') ? path : path.slice(path.lastIndexOf('/', end - 1) + 1);
}

/** All that volumes are called by what begins with `typed`; as long as nothing is typed, one name for each. */
function volumeNames(typed: string, volumes: readonly Volume[]): string[] {
  const names = volumes.flatMap(({ identity }) => (typed === '' ? [shortest(identity)] : namesOf(identity)));
  return names.filter((name) => name.startsWith(typed)).map((name) => `${name}:/`);
}

/** A subvolume has no device of its own. */
function shortest({ id, device, subvolume }: Identity): string {
  return subvolume || device === undefined ? id : device;
}

function namesOf(identity: Identity): string[] {
  const { id, uuid, label, partuuid, partlabel } = identity;
  const tags = Object.entries({ UUID: uuid, LABEL: label, PARTUUID: partuuid, PARTLABEL: partlabel });
  return [id, shortest(identity), ...tags.flatMap(([tag, value]) => (value === undefined ? [] : [`${tag}=${value}`]))];
}

/** The paths that begin with `typed`, directories with a `/` at their end. */
async function pathsBelow(typed: string, volumes: readonly Volume[]): Promise<string[]> {
  const directory = typed.slice(0, typed.lastIndexOf('/') + 1);
  const begun = typed.slice(directory.length);
  const found: string[] = [];
  for (const volume of volumes) {
    const names = await volume.list(directory).catch(() => undefined);
    const fitting = (names ?? []).filter((name) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.')));
    for (const name of fitting.slice(0, mostChoices - found.length)) {
      const stat = await volume.stat(directory + name).catch(() => undefined);
      found.push(`${directory}${name}${stat?.kind === 'directory' ? '/' : ''}`);
    }
  }
  return found;
}
