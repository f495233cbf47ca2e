import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import type { BlockDevice } from '../entry/block-device.ts';

/** sysfs counts in these, whatever the disk's own sectors are. */
const sysfsSector = 512;

/** Names of devices that are made of others, or are partitions of these. */
export const madeOfOthers = /^(dm-|md|loop)/;

/** The disk's name, out of `/sys/devices/…/block/vda/vda1`. */
function parentOf(directory: string): string | undefined {
  try {
    return realpathSync(directory).split('/').at(-2);
  } catch {
    return undefined;
  }
}

function attribute(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** What sysfs says of the block device `name`; undefined when it is not, or no longer, there. */
export function readBlockDevice(name: string): BlockDevice | undefined {
  const directory = `/sys/class/block/${name}`;
  const numbers = attribute(`${directory}/dev`)?.split(':').map(Number);
  if (!numbers) return undefined;
  const [major = 0, minor = 0] = numbers;
  const partition = attribute(`${directory}/partition`);
  const parent = partition === undefined ? undefined : parentOf(directory);
  const model = attribute(`${directory}/device/model`);
  return {
    name,
    node: `/dev/${name.replaceAll('!', '/')}`,
    major,
    minor,
    size: Number(attribute(`${directory}/size`) ?? 0) * sysfsSector,
    sectorSize: Number(attribute(`/sys/class/block/${parent ?? name}/queue/logical_block_size`) ?? sysfsSector),
    removable: attribute(`/sys/class/block/${parent ?? name}/removable`) === '1',
    ...(partition === undefined ? {} : { partition: Number(partition) }),
    ...(parent === undefined ? {} : { parent }),
    ...(model ? { model } : {}),
  };
}

/** The names of the partitions that the kernel sees on the disk `name`. */
export function partitionsOf(name: string): string[] {
  const directory = `/sys/class/block/${name}`;
  return namesIn(directory).filter((part) => existsSync(`${directory}/${part}/partition`));
}

/** The names of the devices that are made of the device `name`. */
export function holdersOf(name: string): string[] {
  return namesIn(`/sys/class/block/${name}/holders`);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
