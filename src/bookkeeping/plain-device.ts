import { madeOfOthers, readBlockDevice } from '../disks/block-device.ts';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Identity } from '../entry/volume.ts';
import { Refusal } from './refusal.ts';

/**
 * The disk or partition that a volume lies on. Raises Refusal where it lies on RAID, LVM, LUKS or in an image: GRUB does
 * not write to these either, and a part of a mirror that is changed behind its back is no mirror any more.
 */
export function plainDevice({ id, device, subvolume }: Identity): BlockDevice {
  const name = device?.replace(/^\/dev\//, '').replaceAll('/', '!');
  const found = name === undefined || subvolume ? undefined : readBlockDevice(name);
  if (!found) throw new Refusal(`${id} is no disk or partition, and nothing can be written there.`);
  if (madeOfOthers.test(found.name))
    throw new Refusal(`${found.node} lies on RAID, LVM, LUKS or in an image, where a boot loader does not write.`);
  return found;
}
