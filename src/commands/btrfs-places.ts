import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Identity, Volume } from '../entry/volume.ts';

/**
 * The volumes of the btrfs whose top level is mounted at `directory`: the whole filesystem with that identity, and its
 * subvolumes, where the kernel tells them, which takes root.
 */
export async function btrfsPlaces(directory: string, identity: Identity): Promise<readonly Volume[]> {
  const { btrfsVolumes } = await import('../disks/openers/btrfs-volumes.ts');
  try {
    const { volumes, snapshots } = await btrfsVolumes(directory, identity);
    return [...volumes, ...(await snapshots()).volumes];
  } catch {
    return [new DirectoryVolume(directory, identity)];
  }
}
