// Block devices that are no more than a part of another one, and are not looked at.

import { readFileSync } from 'node:fs';
import { readMappedDevice } from './device-mapper.ts';
import { overlayDirectory, overlayPrefix } from './overlay-names.ts';

/** What LVM calls the halves of mirrors, the data and metadata of pools, and so on; no other volume's name has these. */
const parts =
  /_(cdata|cmeta|corig|cvol|iorig|imeta|mimage|mlog|pmspare|rimage|rmeta|tdata|tmeta|vdata|vorigin|wcorig)|^pvmove\d/;

/** What the device mapper has while cryptsetup is at work. */
const temporary = 'temporary-cryptsetup-';

/** Whether the device is a part of a logical volume, of a copy that baton itself has made, or soon gone. */
export function isInnerDevice(device: string): boolean {
  const mapped = readMappedDevice(device);
  if (mapped) {
    const { name, uuid } = mapped;
    return name.startsWith(overlayPrefix) || name.startsWith(temporary) || isPartOfVolume(name, uuid);
  }
  return backingFile(device)?.startsWith(`${overlayDirectory}/`) ?? false;
}

/** The UUIDs of parts end with what they are; only those of LVM's RAID have to be known by their names. */
function isPartOfVolume(name: string, uuid: string): boolean {
  if (!uuid.startsWith('LVM-')) return false;
  return uuid.length !== 'LVM-'.length + 64 || parts.test(name.slice(name.indexOf('-') + 1));
}

/** The file or device that a loop device is over; undefined for other devices. */
export function backingFile(device: string): string | undefined {
  if (!device.startsWith('loop')) return undefined;
  try {
    return readFileSync(`/sys/class/block/${device}/loop/backing_file`, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}
