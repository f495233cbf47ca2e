// Key files for a LUKS device: those that the settings name, and those of a crypttab on a volume that is open already.

import { names } from '../../entry/names.ts';
import type { Identity, Volume } from '../../entry/volume.ts';
import { type CrypttabLine, crypttabOn, keyPlace } from '../crypttab.ts';
import type { Workshop } from '../opener.ts';
import { clauseOf } from './clause.ts';

export interface Key {
  /** Tells it from other places. */
  readonly id: string;
  /** For people, as the beginning of a sentence. */
  readonly what: string;
  /** Whether it was said that it lies there, so that it is amiss if it does not. */
  readonly expected: boolean;
  /** The key, which the caller wipes; undefined where there is none. */
  read(): Promise<Uint8Array | undefined>;
}

/** The most that cryptsetup(8) reads of a key file, in bytes. */
const longestKey = 8 * 2 ** 20;

function keyOn(volume: Volume, path: string, expected: boolean, offset = 0, size = longestKey): Key {
  const place = volume.identity.device ?? volume.identity.id;
  return {
    id: `${volume.identity.id} ${path}`,
    what: `The key file ${path} on ${place}`,
    expected,
    read: async () => {
      const whole = await volume.read(path, Math.min(longestKey, offset + size));
      return whole && whole.length > offset ? whole.subarray(offset) : undefined;
    },
  };
}

/** Each crypttab is read once, although it is asked for whenever a volume appears. */
const crypttabs = new WeakMap<Volume, Promise<readonly CrypttabLine[]>>();

/** The crypttab on a volume; one that cannot be read is told of and taken as empty. */
function crypttabOf(volume: Volume, { journal }: Workshop): Promise<readonly CrypttabLine[]> {
  let lines = crypttabs.get(volume);
  if (!lines) {
    lines = crypttabOn(volume).catch((failure): readonly CrypttabLine[] => {
      journal.warning(`The crypttab on ${volume.identity.id} cannot be read: ${clauseOf(failure)}.`);
      return [];
    });
    crypttabs.set(volume, lines);
  }
  return lines;
}

/** What the crypttabs of the volumes say of the device. */
async function crypttabLines(
  identity: Identity,
  workshop: Workshop,
): Promise<{ readonly line: CrypttabLine; readonly volume: Volume }[]> {
  const found: { line: CrypttabLine; volume: Volume }[] = [];
  for (const volume of workshop.volumes) {
    const lines = await crypttabOf(volume, workshop);
    found.push(...lines.filter(({ device }) => names(device, identity)).map((line) => ({ line, volume })));
  }
  return found;
}

/** The line of a crypttab for the device, if one is there. */
export async function crypttabLineFor(identity: Identity, workshop: Workshop): Promise<CrypttabLine | undefined> {
  return (await crypttabLines(identity, workshop))[0]?.line;
}

/** The keys for the device that could be there now, in the order in which they are to be tried. */
export async function findKeys(identity: Identity, workshop: Workshop): Promise<Key[]> {
  const { volumes, locks } = workshop;
  const named = (name: string | undefined): readonly Volume[] =>
    name === undefined ? volumes : volumes.filter((volume) => names(name, volume.identity));
  const keys: Key[] = [];
  for (const { device, path, volume } of locks.wishes.keys) {
    if (device !== undefined && !names(device, identity)) continue;
    keys.push(...named(volume).map((one) => keyOn(one, path, volume !== undefined)));
  }
  for (const { line, volume } of await crypttabLines(identity, workshop)) {
    const place = keyPlace(line);
    if (!place) continue;
    const on = place.volume === undefined ? [volume] : named(place.volume);
    keys.push(...on.map((one) => keyOn(one, place.path, true, place.offset, place.size)));
  }
  return keys;
}
