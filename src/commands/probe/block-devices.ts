// The block devices of the running system and what is stacked on what, out of /sys.

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readBlockDevice } from '../../disks/block-device.ts';
import { compareNames } from '../../disks/compare-names.ts';
import { readMappedDevice } from '../../disks/device-mapper.ts';
import { backingFile, isInnerDevice } from '../../disks/inner-device.ts';
import { overlayPrefix } from '../../disks/overlay-names.ts';
import type { BlockDevice } from '../../entry/block-device.ts';
import { resolved } from '../udev-links.ts';

export interface StackedDevice {
  readonly block: BlockDevice;
  /** As people know it: `vg-root` for dm-0. */
  readonly name: string;
  readonly path: string;
  /** As lsblk's TYPE. */
  readonly type: string;
  readonly ro: boolean;
  /** The kernel's names of the devices below it in the stack: its disk, or what it was made of. */
  readonly parents: readonly string[];
  /** It is no more than a part of another one, such as the half of a mirror. */
  readonly inner: boolean;
  /** It is a copy in memory, by which baton reads a filesystem whose journal must not be replayed on the disk. */
  readonly overlay: boolean;
}

const directory = '/sys/class/block';

/** What has no content until somebody gives it some, and is not worth a line before. */
const vacant = /^(loop|ram|zram|nbd|fd)\d/;

/** SCSI's peripheral device type of optical drives. */
const optical = '5';

/** All block devices, in the order of their names. A device that goes meanwhile is passed over. */
export function blockDevices(): StackedDevice[] {
  const names = readdirSync(directory).sort(compareNames);
  return names.flatMap((name) => {
    const block = readBlockDevice(name);
    if (!block || (block.size === 0 && vacant.test(name))) return [];
    return [describe(block)];
  });
}

function describe(block: BlockDevice): StackedDevice {
  const { name: kernelName, node } = block;
  const mapped = readMappedDevice(kernelName);
  return {
    block,
    name: mapped?.name ?? kernelName,
    path: mapped ? `/dev/mapper/${mapped.name}` : node,
    type: typeOf(block, mapped?.uuid),
    ro: attribute(kernelName, 'ro') === '1',
    parents: parentsOf(block),
    inner: isInnerDevice(kernelName),
    overlay: mapped?.name.startsWith(overlayPrefix) ?? false,
  };
}

/** @param mapped UUID of a device-mapper device: https://man7.org/linux/man-pages/man8/lsblk.8.html, column TYPE */
function typeOf({ name, partition }: BlockDevice, mapped: string | undefined): string {
  if (partition !== undefined) return 'part';
  // LVM-…, CRYPT-LUKS2-…, part1-…
  if (mapped !== undefined) return /^([a-z]+)\d*-/i.exec(mapped)?.[1]?.toLowerCase() ?? 'dm';
  const level = attribute(name, 'md/level');
  if (level) return level;
  if (name.startsWith('loop')) return 'loop';
  return attribute(name, 'device/type') === optical || name.startsWith('sr') ? 'rom' : 'disk';
}

function parentsOf({ name, parent }: BlockDevice): string[] {
  if (parent !== undefined) return [parent];
  const backing = backingFile(name);
  // A loop device can be over another device, and not just over a file.
  if (backing?.startsWith('/dev/')) return [basename(resolved(backing))];
  try {
    return readdirSync(`${directory}/${name}/slaves`).sort(compareNames);
  } catch {
    return [];
  }
}

function attribute(name: string, path: string): string | undefined {
  try {
    return readFileSync(`${directory}/${name}/${path}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
