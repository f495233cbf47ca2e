import { existsSync, readdirSync, realpathSync } from 'node:fs';

/** What is directly below, by sysfs: the members of a mapped device or an array, the disk of a partition. */
function directlyBelow(name: string): string[] {
  const directory = `/sys/class/block/${name}`;
  try {
    if (existsSync(`${directory}/partition`)) return [realpathSync(directory).split('/').at(-2)!];
    return readdirSync(`${directory}/slaves`);
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
