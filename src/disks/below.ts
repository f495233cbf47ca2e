import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { backingFile } from './inner-device.ts';

/** What is directly below, by sysfs: members of a mapped device or an array, a partition's disk, what a loop shows. */
function directlyBelow(name: string): string[] {
  const directory = `/sys/class/block/${name}`;
  try {
    if (existsSync(`${directory}/partition`)) return [realpathSync(directory).split('/').at(-2)!];
    const shown = backingFile(name);
    return [...readdirSync(`${directory}/slaves`), ...(shown?.startsWith('/dev/') ? [shown.slice(5)] : [])];
  } catch {
    return [];
  }
}

/** The names of all block devices that the block device `name` lies on, itself among them. */
export function devicesBelow(name: string): Set<string> {
  const found = new Set([name]);
  for (const device of found) for (const below of directlyBelow(device)) found.add(below);
  return found;
}
