// A mounted btrfs as Volumes: the whole filesystem, and those of its subvolumes that systems lie in.

import { type FileHandle, open } from 'node:fs/promises';
import type { Identity, Subvolume, Volume } from '../../entry/volume.ts';
import { directoryPath, listSubvolumes, type SubvolumeItem, topLevel } from '../../linux/btrfs.ts';
import { DirectoryVolume } from '../directory-volume.ts';
import { chooseSubvolumes, type Located } from './btrfs-subvolumes.ts';

/** Directories that are asked for: each has a snapshot of snapper's or Timeshift's in it. */
const maxDirectories = 1000;
const maxSystems = 16;
/** Snapshots that become volumes, and those that are looked at for that: there are others than of systems. */
export const maxSnapshots = 50;
const maxCandidates = 4 * maxSnapshots;

/** What a volume that boot files may lie on has one of. A system can have its /boot in a subvolume of its own. */
const signs = ['/etc/os-release', '/usr/lib/os-release', '/boot', '/grub', '/grub2', '/loader', '/EFI'];
const systemSigns = signs.slice(0, 2);

export interface Snapshots {
  /** The newest first. */
  readonly volumes: readonly Volume[];
  /** There are more, which are older. */
  readonly more: boolean;
}

export interface BtrfsVolumes {
  /** The whole filesystem with the identity given, then the default subvolume and others that may hold a system. */
  readonly volumes: readonly Volume[];
  /** The snapshots of systems, which takes longer: each is looked at. */
  snapshots(): Promise<Snapshots>;
}

/**
 * What is on the btrfs whose top level is mounted at `directory`. The files of a subvolume are seen through that mount.
 * Raises LinuxError where the kernel does not tell the subvolumes.
 */
export async function btrfsVolumes(directory: string, identity: Identity): Promise<BtrfsVolumes> {
  const file = await open(directory, 'r');
  try {
    const table = await listSubvolumes(file);
    const located = await locate(file, table.items);
    const { default: main, systems, snapshots } = chooseSubvolumes(located, table.default);
    const volume = (one: Located, more: Partial<Subvolume> = {}): Volume => {
      const subvolume = { filesystem: identity.id, path: one.path, number: one.number, ...more };
      return new DirectoryVolume(directory + one.path, { ...identity, id: `${identity.id}:${one.path}`, subvolume });
    };
    const found = await withOneOf(
      signs,
      systems.map((one) => volume(one)),
      maxSystems,
    );
    const paths = new Map(located.map(({ uuid, path }) => [uuid, path]));
    const snapshotVolume = (one: Located): Volume => {
      const of = one.snapshotOf === undefined ? undefined : paths.get(one.snapshotOf);
      return volume(one, { snapshot: { created: one.created, ...(of === undefined ? {} : { of }) } });
    };
    return {
      volumes: [
        new DirectoryVolume(directory, identity),
        ...(main ? [volume(main, { default: true })] : []),
        ...found.volumes,
      ],
      snapshots: () => withOneOf(systemSigns, snapshots.slice(0, maxCandidates).map(snapshotVolume), maxSnapshots),
    };
  } finally {
    await file.close();
  }
}

/** Finds the paths of subvolumes; of very many snapshots, those of the newest. */
async function locate(file: FileHandle, items: readonly SubvolumeItem[]): Promise<Located[]> {
  const byNumber = new Map(items.map((item) => [item.number, item]));
  const directories = new Map<string, string | undefined>();
  const within = async ({ parent, directory }: SubvolumeItem): Promise<string | undefined> => {
    const key = `${parent} ${directory}`;
    if (!directories.has(key) && directories.size < maxDirectories)
      directories.set(key, await directoryPath(file, parent, directory).catch(() => undefined));
    return directories.get(key);
  };
  const pathOf = async (item: SubvolumeItem, depth = 0): Promise<string | undefined> => {
    const directory = await within(item);
    if (directory === undefined || depth > 32) return undefined;
    const parent = byNumber.get(item.parent);
    const above = item.parent === topLevel ? '' : parent && (await pathOf(parent, depth + 1));
    return above === undefined ? undefined : `${above}/${directory}${item.name}`;
  };
  const order = (item: SubvolumeItem): number => (item.snapshotOf === undefined ? Infinity : item.created);
  const located: Located[] = [];
  for (const item of [...items].sort((a, b) => Number(order(a) < order(b)) - Number(order(a) > order(b)))) {
    const path = await pathOf(item);
    if (path !== undefined) located.push({ ...item, path });
  }
  return located;
}

/** Those of `volumes` on which one of `paths` is, at most `limit`, and whether there may be more. */
async function withOneOf(paths: readonly string[], volumes: readonly Volume[], limit: number): Promise<Snapshots> {
  const has = await Promise.all(
    volumes.map(async (volume) => {
      for (const path of paths) if (await volume.stat(path).catch(() => undefined)) return true;
      return false;
    }),
  );
  const found = volumes.filter((_, at) => has[at]);
  return { volumes: found.slice(0, limit), more: found.length > limit };
}
