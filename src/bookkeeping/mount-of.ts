import { type MountPoint, mountinfo } from 'node-mount';
import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Volume } from '../entry/volume.ts';
import { Refusal } from './refusal.ts';

/** Where a volume is mounted. Raises Refusal where it is none that is mounted for itself. */
export function mountOf(volume: Volume): MountPoint {
  const { id } = volume.identity;
  const directory = volume instanceof DirectoryVolume ? volume.directory : undefined;
  const mount = mountinfo().findLast(({ target }) => target === directory);
  if (!mount) throw new Refusal(`${id} is not mounted for itself, and nothing can be written there.`);
  return mount;
}
