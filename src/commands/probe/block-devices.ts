// The block devices of the running system and what is stacked on what, out of /sys.

import { readdirSync, readFileSync } from 'node:fs';
import { readBlockDevice } from '../../disks/block-device.ts';
import { compareNames } from '../../disks/compare-names.ts';
import type { BlockDevice } from '../../entry/block-device.ts';

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
}

const directory = '/sys/class/block';

/** What has no content until somebody gives it some, and is not worth a line before. */
const vacant = /^(loop|ram|zram|nbd|fd)\d/;

/** Disks that hold the copies of blocks which baton changes in memory when it replays a journal. */
const overlay = /^baton-overlay-/;

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

/** Whether baton itself made it, to read a filesystem with a journal that must not be replayed on the disk. */
export function isOverlay({ name }: StackedDevice): boolean {
  return overlay.test(name);
}

function describe(block: BlockDevice): StackedDevice {
  const { name: kernelName, node, parent } = block;
  const mapped = attribute(kernelName, 'dm/name');
  return {
    block,
    name: mapped ?? kernelName,
    path: mapped === undefined ? node : `/dev/mapper/${mapped}`,
    type: typeOf(block),
    ro: attribute(kernelName, 'ro') === '1',
    parents: parent === undefined ? slaves(kernelName) : [parent],
  };
}

function typeOf({ name, partition }: BlockDevice): string {
  if (partition !== undefined) return 'part';
  const mapped = attribute(name, 'dm/uuid');
  // LVM-…, CRYPT-LUKS2-…, part1-…: https://man7.org/linux/man-pages/man8/lsblk.8.html, column TYPE.
  if (mapped !== undefined) return /^([a-z]+)\d*-/i.exec(mapped)?.[1]?.toLowerCase() ?? 'dm';
  const level = attribute(name, 'md/level');
  if (level) return level;
  if (/^loop\d/.test(name)) return 'loop';
  return attribute(name, 'device/type') === optical || /^sr\d/.test(name) ? 'rom' : 'disk';
}

function slaves(name: string): string[] {
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
