// Snapshots of installed systems: each is an entry of its own, made from that of the system.

import type { Diagnostic, Entry } from '../../entry/entry.ts';
import { names } from '../../entry/names.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Subvolume, Volume } from '../../entry/volume.ts';
import { cmdlineFor, parameter, rootSubvolume } from './cmdline.ts';
import { filesFor } from './files.ts';
import { snapshotTitle } from './title.ts';

/** A snapshot, and the entry that boots what it was made of. */
interface Pair {
  readonly volume: Volume;
  readonly subvolume: Subvolume;
  readonly whole: Volume;
  readonly entry: Entry;
}

/**
 * Entries for snapshots, in submenus behind the configurations that their systems boot by. What a configuration lists
 * itself, as grub-btrfs makes it, is not listed again.
 * @param readings what the configurations say
 * @param volumes all volumes, the snapshots among them, the newest of these first
 */
export async function snapshotReadings(readings: readonly Reading[], volumes: readonly Volume[]): Promise<Reading[]> {
  const entries = readings.flatMap((reading) => reading.entries).filter(isSystem);
  const listed = new Set(entries.map(({ cmdline }) => rootSubvolume(cmdline)));
  const pairs: Pair[] = [];
  const alone = new Map<string, number>();
  for (const volume of volumes) {
    const { subvolume } = volume.identity;
    const whole = volumes.find(({ identity }) => identity.id === subvolume?.filesystem);
    if (!subvolume?.snapshot || !whole || listed.has(subvolume.path)) continue;
    const entry = entryOf(subvolume, whole, entries, volumes);
    if (entry) pairs.push({ volume, subvolume, whole, entry });
    else alone.set(whole.identity.id, (alone.get(whole.identity.id) ?? 0) + 1);
  }
  const groups = Map.groupBy(pairs, ({ entry }) => entry);
  const made = await Promise.all(
    [...groups].map(([entry, group]) => {
      const name = groups.size === 1 ? 'Snapshots' : `Snapshots of ${entry.title}`;
      return readingOf(entry, name, group, volumes);
    }),
  );
  return [...made, ...[...alone].map(([id, count]) => withoutEntry(id, count))];
}

function isSystem({ kind, kernel, crash }: Entry): boolean {
  return kind === 'linux' && !crash && kernel?.volume !== undefined && kernel.image === undefined;
}

/** The entry that boots the subvolume which the snapshot was made of, or another one of the same filesystem. */
function entryOf(
  { snapshot }: Subvolume,
  { identity: whole }: Volume,
  entries: readonly Entry[],
  volumes: readonly Volume[],
): Entry | undefined {
  const ofFilesystem = volumes.filter(({ identity }) => identity.subvolume?.filesystem === whole.id);
  const main = ofFilesystem.find(({ identity }) => identity.subvolume?.default)?.identity.subvolume;
  const isOrigin = ({ cmdline }: Entry): boolean => {
    const root = rootSubvolume(cmdline) ?? main?.path ?? '/';
    const path = ofFilesystem.find(({ identity }) => identity.subvolume?.number === root)?.identity.subvolume?.path;
    return snapshot?.of !== undefined && (path ?? root) === snapshot.of;
  };
  const isHere = ({ kernel }: Entry): boolean =>
    kernel?.volume === whole.id || ofFilesystem.some(({ identity }) => identity.id === kernel?.volume);
  const candidates = entries.filter((entry) => {
    const root = parameter(entry.cmdline, 'root');
    if (root === undefined) return isHere(entry);
    if (names(root, whole)) return true;
    // A name that says nothing, such as that of a mapped device.
    return !volumes.some(({ identity }) => names(root, identity)) && (isHere(entry) || isOrigin(entry));
  });
  const rank = (entry: Entry) => (isOrigin(entry) ? 2 : 0) + (entry.default ? 1 : 0);
  return candidates.reduce<Entry | undefined>(
    (best, entry) => (best && rank(best) >= rank(entry) ? best : entry),
    undefined,
  );
}

async function readingOf(
  entry: Entry,
  name: string,
  group: readonly Pair[],
  volumes: readonly Volume[],
): Promise<Reading> {
  const { volume, config, line } = entry;
  const made = await Promise.all(group.map((pair) => snapshotEntry(pair, name, volumes)));
  const entries = made.filter((one) => one !== undefined);
  const missing = made.length - entries.length;
  const message = `${missing} of ${made.length} snapshots have neither a kernel nor the modules of one that is there`;
  const diagnostics: Diagnostic[] = missing > 0 ? [{ config, line, message }] : [];
  return { volume, config, entries, diagnostics };
}

async function snapshotEntry(
  { volume, subvolume, whole, entry }: Pair,
  name: string,
  volumes: readonly Volume[],
): Promise<Entry | undefined> {
  const [files, title] = await Promise.all([
    filesFor(entry, volume, volumes).catch(() => undefined),
    snapshotTitle(subvolume, whole),
  ]);
  if (!files) return undefined;
  const { hotkey: _, tries: __, ...same } = entry;
  const isOwn = files.kernel.volume === volume.identity.id;
  return {
    ...same,
    id: subvolume.path,
    title,
    submenu: [name],
    ...files,
    cmdline: cmdlineFor(entry.cmdline, subvolume),
    ...(entry.bootImage === undefined || !isOwn ? {} : { bootImage: subvolume.path + files.kernel.path }),
    default: false,
    diagnostics: [`The snapshot ${subvolume.path}, booted as "${entry.title}" is.`],
  };
}

function withoutEntry(volume: string, count: number): Reading {
  const what = count === 1 ? 'a snapshot is' : `${count} snapshots are`;
  const message = `${what} not on the menu, because no entry boots a system of this filesystem`;
  return { volume, config: '/', entries: [], diagnostics: [{ config: '/', line: 1, message }] };
}
