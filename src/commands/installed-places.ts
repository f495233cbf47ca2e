import { join } from 'node:path';
import { DirectoryVolume } from '../disks/directory-volume.ts';
import type { Subvolume, Volume } from '../entry/volume.ts';
import { type MountPoint, mountinfo } from '../node-mount/mountinfo.ts';
import { isRescueShell, readRecord } from '../record/read-record.ts';
import { deviceIdentity } from './device-identity.ts';

/** Where an installed system keeps what boots it. `/` is looked at even where no disk is mounted there. */
const BOOT_MOUNTS = ['/', '/boot', '/boot/efi', '/efi', '/boot/firmware'];

/**
 * The volumes of the running system that its boot configuration can lie on; on baton's own rescue shell, those that
 * it has on its menu, under the names that they have there.
 */
export async function installedPlaces(): Promise<Volume[]> {
  const record = isRescueShell() ? readRecord() : undefined;
  if (record)
    return record.devices.flatMap(({ volumes: own }) =>
      own.map(({ directory, identity }) => new DirectoryVolume(directory, identity)),
    );
  const mounts = mountinfo();
  const targets = mounts.map(({ target }) => target);
  const used = new Set<string>();
  const volumes: Volume[] = [];
  for (const target of BOOT_MOUNTS) {
    const mount = mounts.findLast((candidate) => candidate.target === target);
    const onDisk = mount?.source.startsWith('/dev/') ?? false;
    const filesystem = mount ? `${mount.major}:${mount.minor}${subvolumeOf(mount)?.path ?? ''}` : target;
    if ((!onDisk && target !== '/') || used.has(filesystem)) continue;
    used.add(filesystem);
    // What is mounted further down is another volume, and not seen in this one.
    const hidden = targets.filter((other) => other !== target && other.startsWith(join(target, '/')));
    const inside = hidden.map((path) => (target === '/' ? path : path.slice(target.length)));
    volumes.push(
      mount && onDisk ? await open(mount, target, inside) : new DirectoryVolume(target, { id: target }, inside),
    );
  }
  return volumes;
}

async function open(mount: MountPoint, id: string, hidden: readonly string[]): Promise<Volume> {
  const { target, source, type } = mount;
  const subvolume = subvolumeOf(mount);
  const identity = { id, ...(await deviceIdentity(source, type)), ...(subvolume ? { subvolume } : {}) };
  return new DirectoryVolume(target, identity, hidden);
}

/** What is mounted of a btrfs: a subvolume, which the kernel names among the options, or the whole filesystem. */
function subvolumeOf({ type, source, superOptions }: MountPoint): Subvolume | undefined {
  if (type !== 'btrfs') return undefined;
  const value = (name: string) => superOptions.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const path = value('subvol') ?? '/';
  return path === '/' ? undefined : { filesystem: source, path, number: Number(value('subvolid')) };
}
