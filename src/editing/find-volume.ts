import { devicesOf } from '../dialects/grub/device.ts';
import { names } from '../entry/names.ts';
import type { Volume } from '../entry/volume.ts';

/** The volume that is meant by an id, the names of fstab(5), or GRUB's `(hd0,msdos1)`. */
export function findVolume(name: string, volumes: readonly Volume[]): Volume | undefined {
  const [, grub] = /^\((.+)\)$/.exec(name) ?? [];
  if (grub !== undefined) return devicesOf(volumes).find(grub)?.volume;
  return volumes.find(({ identity }) => identity.id === name) ?? volumes.find(({ identity }) => names(name, identity));
}
