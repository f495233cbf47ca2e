// Opening the logical volumes of a volume group with lvm, which sees nothing but the physical volumes it is given.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { runTool } from '../../linux/tool.ts';
import { mapperName } from '../device-mapper.ts';
import type { Drivers } from '../drivers.ts';
import type { VolumeGroup } from './volume-group.ts';

/** Segments that the kernel only reads when it is told so. The others keep metadata of their own up to date. */
const quiet = new Set(['striped', 'linear', 'zero', 'error']);

/** Drivers by how the types of segments begin that need them. */
const driversByType: readonly (readonly [begin: string, ...drivers: string[]])[] = [
  ['raid', 'dm-raid'],
  ['mirror', 'dm-mirror'],
  ['thin', 'dm-thin-pool'],
  ['snapshot', 'dm-snapshot'],
  ['cache', 'dm-cache', 'dm-cache-smq'],
  ['writecache', 'dm-writecache'],
];

/** Whether the group can only be opened where it can be written to. */
export function insistsOnWriting({ types }: VolumeGroup): boolean {
  return types.some((type) => !quiet.has(type));
}

/** Loads the drivers that the group's segments need. */
export async function loadDrivers({ types }: VolumeGroup, drivers: Drivers): Promise<void> {
  const needed = driversByType.filter(([begin]) => types.some((type) => type.startsWith(begin)));
  await Promise.all(['dm-mod', ...needed.flatMap(([, ...names]) => names)].map((name) => drivers.load(name)));
}

/** Whether the logical volume called `volume` is open. */
export function isActive({ name }: VolumeGroup, volume: string): boolean {
  return existsSync(`/dev/mapper/${mapperName(name, volume)}`);
}

export interface Place {
  /** The nodes of the group's physical volumes. */
  readonly nodes: readonly string[];
  /** Whether these are copies, which may be written to. */
  readonly copied: boolean;
}

/**
 * Opens what can be opened of `group`: volumes that are whole, and RAID that can do without what is missing. Raises
 * ToolError, also where only some are refused.
 */
export async function activate(group: VolumeGroup, place: Place): Promise<void> {
  if (group.types.some((type) => type.startsWith('raid'))) await slowDownRecovery();
  await runTool('lvm', ['vgchange', '--activate', 'y', '--sysinit', ...given(group, place), group.name]);
}

/** Calls the group `name`, on copies of its physical volumes. Raises ToolError. */
export async function rename(group: VolumeGroup, name: string, place: Place): Promise<void> {
  await runTool('lvm', ['vgrename', ...given(group, place), group.uuid, name]);
}

/** Nobody else works on the group, so that no locks are needed. */
function given({ name, system }: VolumeGroup, { nodes, copied }: Place): string[] {
  const settings = [
    // Logical volumes may themselves be physical volumes.
    'devices { scan_lvs = 1 }',
    copied ? 'global { metadata_read_only = 0 }' : `activation { read_only_volume_list = [ "${name}" ] }`,
    ...(system !== undefined && /^[\w.:-]+$/.test(system) ? [`local { extra_system_ids = [ "${system}" ] }`] : []),
  ];
  return ['--nolocking', '--devices', nodes.join(','), '--config', settings.join(' ')];
}

/**
 * RAID that is out of step would be put in step at once, and all of it written to memory. The kernel's least speed is
 * 1 KiB/s. https://docs.kernel.org/admin-guide/sysctl/dev.html
 */
async function slowDownRecovery(): Promise<void> {
  for (const limit of ['min', 'max']) await writeFile(`/proc/sys/dev/raid/speed_limit_${limit}`, '1').catch(() => {});
}
