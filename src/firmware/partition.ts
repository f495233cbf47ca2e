import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { PartitionPath } from './device-path.ts';

/** sysfs counts in these, and the firmware in the disk's own sectors. */
const sysfsSector = 512;

/**
 * Where the partition lies, as the firmware has to be told; undefined where `device` is no partition of a disk.
 * @param device `/dev/vda1`
 */
export function partitionPath(device: string, partuuid: string, sysfs = '/sys/class/block'): PartitionPath | undefined {
  try {
    const directory = realpathSync(`${sysfs}/${basename(device)}`);
    const read = (path: string): number => Number(readFileSync(path, 'utf8'));
    const sector = read(`${dirname(directory)}/queue/logical_block_size`);
    const inSectors = (name: string): bigint => BigInt((read(`${directory}/${name}`) * sysfsSector) / sector);
    return { number: read(`${directory}/partition`), start: inSectors('start'), size: inSectors('size'), partuuid };
  } catch {
    return undefined;
  }
}
