// Where the firmware looks for programs, on the running system.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type MountPoint, mountinfo } from 'node-mount';
import type { PartitionPath } from '../../firmware/device-path.ts';
import { partitionPath } from '../../firmware/partition.ts';
import { partitionFacts } from '../device-identity.ts';
import { resolved } from '../udev-links.ts';

export interface SystemPartition {
  /** Where it is mounted, without a slash at its end. */
  readonly directory: string;
  /** As the firmware has to be told; its `partuuid` tells it from others. */
  readonly partition: PartitionPath;
}

/** In the order in which systemd's tools look. */
const usual = ['/efi', '/boot/efi', '/boot'];

/**
 * The EFI system partition that is mounted, and can be written to. Throws a sentence where there is none, or it cannot
 * be used.
 * @param wanted the directory that it is mounted on; without it the usual ones
 * @param read the mounts of this process
 */
export async function findEsp(wanted?: string, read = mountinfo): Promise<SystemPartition> {
  const directories = wanted === undefined ? usual : [resolved(wanted)];
  // An automount of systemd is mounted when somebody looks into it.
  for (const directory of directories) existsSync(join(directory, 'EFI'));
  const mounts = read();
  // Of several mounts on a directory the last one is seen.
  const candidates = directories.flatMap((directory) => mounts.findLast(({ target }) => target === directory) ?? []);
  const mount = candidates.find(({ type }) => type === 'vfat') ?? candidates[0];
  if (!mount) {
    const where = wanted ?? usual.join(', ').replace(/, ([^,]*)$/, ' or $1');
    throw new Error(
      `no EFI system partition is mounted at ${where}. Mount it there, or name its directory with --esp; "lsblk -o NAME,PARTTYPENAME,MOUNTPOINTS" tells which it is.`,
    );
  }
  requireUsable(mount);
  return { directory: mount.target, partition: await locate(mount) };
}

function requireUsable({ target, type, options, superOptions }: MountPoint): void {
  if (type !== 'vfat')
    throw new Error(
      `${target} holds ${type}, and a firmware reads only FAT. Mount the EFI system partition, and name its directory with --esp.`,
    );
  if (options.includes('ro') || superOptions.includes('ro'))
    throw new Error(
      `the EFI system partition at ${target} is mounted read-only. Run "mount -o remount,rw ${target}"; where the kernel made it read-only because of errors, run fsck.vfat on it first.`,
    );
}

async function locate({ target, source }: MountPoint): Promise<PartitionPath> {
  const device = resolved(source);
  const { partuuid, typeName } = (await partitionFacts(device)) ?? {};
  const found = partuuid === undefined ? undefined : partitionPath(device, partuuid);
  if (!found)
    throw new Error(
      `${device}, which is mounted at ${target}, is no partition of a disk, where a firmware looks for programs. Name the directory of the EFI system partition with --esp.`,
    );
  if (typeName !== 'esp')
    throw new Error(
      `${device}, which is mounted at ${target}, is no EFI system partition by its type, and a firmware may pass it over. Name the directory of that partition with --esp, or set the type with fdisk.`,
    );
  return found;
}
