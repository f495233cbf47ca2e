// The device-mapper devices of a volume group that is open.

import { readdirSync } from 'node:fs';
import { runTool } from '../../linux/tool.ts';
import { holdersOf } from '../block-device.ts';
import { readMappedDevice } from '../device-mapper.ts';
import type { VolumeGroup } from './volume-group.ts';

/** The kernel's names of all devices of the group, the parts of its volumes among them: `dm-0`. */
export function volumesOf({ uuid }: VolumeGroup): string[] {
  const begin = `LVM-${uuid.replaceAll('-', '')}`;
  return readdirSync('/sys/class/block').filter((name) => readMappedDevice(name)?.uuid.startsWith(begin));
}

/**
 * Closes all volumes of the group, whether its physical volumes are still there or not, and what lies on others first.
 * Raises ToolError, or an error that says what is in use.
 */
export async function closeVolumes(group: VolumeGroup): Promise<void> {
  for (let left = volumesOf(group); left.length > 0; left = volumesOf(group)) {
    const free = left.filter((name) => holdersOf(name).length === 0);
    const names = (devices: readonly string[]) => devices.flatMap((name) => readMappedDevice(name)?.name ?? []);
    if (free.length === 0)
      throw new Error(`The volume group ${group.name} stays open: ${names(left).join(', ')} in use.`);
    await runTool('dmsetup', ['remove', '--retry', ...names(free)]);
  }
}
