import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Identity, Volume } from '../entry/volume.ts';
import type { Undo } from './undo.ts';

const FACTS = ['uuid', 'label', 'partuuid', 'partlabel', 'parttype', 'device', 'type'] as const;

/**
 * The volume that a directory stands for: the content of one filesystem, with the identity that `.fs.json` in it gives.
 * @throws a sentence where it is no directory, or `.fs.json` is no object of strings
 */
function directoryPlace(place: string): Volume {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (!stats)
    throw new Error(`${place} does not exist. Name a directory with the content of a filesystem, or a disk image.`);
  if (!stats.isDirectory()) throw new Error(`${place} is neither a directory nor a disk image.`);
  const file = join(place, '.fs.json');
  const text = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : '{}';
  return new DirectoryVolume(place, { id: place, ...identityFrom(text, file) });
}

function identityFrom(text: string, file: string): Omit<Identity, 'id'> {
  let facts: unknown;
  try {
    facts = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not valid JSON. Correct it, or take it away.`, { cause });
  }
  if (typeof facts !== 'object' || facts === null) throw new Error(`${file} holds no JSON object.`);
  const known = Object.entries(facts).filter(([name]) => (FACTS as readonly string[]).includes(name));
  const wrong = known.find(([, value]) => typeof value !== 'string');
  if (wrong) throw new Error(`${file}: "${wrong[0]}" is no string.`);
  return Object.fromEntries(known);
}

export interface Places {
  readonly volumes: readonly Volume[];
  /** Sentences on what was found and is not read. */
  readonly notes: readonly string[];
}

/**
 * The volumes that directories and disk images stand for, in this order.
 * @param undo gets what is to be done when the volumes are no longer needed
 * @throws a sentence where one of them is neither, or cannot be read
 */
export async function openPlaces(places: readonly string[], undo: Undo): Promise<Places> {
  const volumes: Volume[] = [];
  const notes: string[] = [];
  let disks = 0;
  for (const place of places) {
    const stats = statSync(place, { throwIfNoEntry: false });
    if (!stats?.isFile() && !stats?.isBlockDevice()) {
      volumes.push(directoryPlace(place));
      continue;
    }
    // What images need, such as the kernel's interface, is loaded only for them.
    const { openDiskImage } = await import('./disk-image.ts');
    const image = await openDiskImage(place, String.fromCharCode('a'.charCodeAt(0) + (disks % 26)), undo);
    disks += 1;
    volumes.push(...image.volumes);
    notes.push(...image.notes);
  }
  return { volumes, notes };
}
