// A mounted btrfs as Volumes: the whole filesystem, and those of its subvolumes that systems lie in.

import { type FileHandle, open } from 'node:fs/promises';
import type { Identity, Subvolume, Volume } from '../../entry/volume.ts';
import { listSubvolumes, type SubvolumeItem } from '../../linux/btrfs.ts';
import { DirectoryVolume } from '../directory-volume.ts';
import { Paths } from './btrfs-paths.ts';
import { chooseSubvolumes, type Located } from './btrfs-subvolumes.ts';

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
  const table = await withOpen(directory, listSubvolumes);
  const paths = new Paths(table.items);
  // What can only be a snapshot has time: there may be hundreds.
  const isLate = ({ readOnly, snapshotOf, number }: SubvolumeItem) =>
    readOnly && snapshotOf !== undefined && number !== table.default;
  const early = await withOpen(directory, (file) =>
    paths.find(
      file,
      table.items.filter((item) => !isLate(item)),
    ),
  );
  const volume = (one: Located, more: Partial<Subvolume> = {}): Volume => {
    const subvolume = { filesystem: identity.id, path: one.path, number: one.number, ...more };
    return new DirectoryVolume(directory + one.path, { ...identity, id: `${identity.id}:${one.path}`, subvolume });
  };
  const { default: main, systems } = chooseSubvolumes(early, table.default);
  const candidates = systems.map((one) => volume(one));
  const found = await withOneOf(signs, candidates, maxSystems);
  const whole = new DirectoryVolume(directory, identity);
  return {
    volumes: [whole, ...(main ? [volume(main, { default: true })] : []), ...found.volumes],
    async snapshots() {
      const late = await withOpen(directory, (file) => paths.find(file, table.items.filter(isLate)));
      const all = [...early, ...late];
      const byUuid = new Map(all.map(({ uuid, path }) => [uuid, path]));
      const snapshotVolume = (one: Located): Volume => {
        const of = one.snapshotOf === undefined ? undefined : byUuid.get(one.snapshotOf);
        return volume(one, { snapshot: { created: one.created, ...(of === undefined ? {} : { of }) } });
      };
      const { snapshots } = chooseSubvolumes(all, table.default);
      return withOneOf(systemSigns, snapshots.slice(0, maxCandidates).map(snapshotVolume), maxSnapshots);
    },
  };
}

async function withOpen<T>(directory: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(directory, 'r');
  try {
    return await use(file);
  } finally {
    await file.close();
  }
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
