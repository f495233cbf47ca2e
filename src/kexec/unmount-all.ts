import { type MountPoint, mountinfo, remount, unmount } from 'node-mount';

/** Filesystems in which the kernel shows itself or that live in memory: nothing of them is on a disk. */
const withoutDisk = new Set([
  ...['autofs', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'debugfs', 'devpts', 'devtmpfs', 'efivarfs'],
  ...['fusectl', 'hugetlbfs', 'mqueue', 'proc', 'pstore', 'ramfs', 'rootfs', 'securityfs', 'sysfs', 'tmpfs', 'tracefs'],
]);
/** Each round can free what the one before it held: a loop device and what its file lies on. */
const rounds = 4;

const onDisk = (): MountPoint[] =>
  mountinfo()
    .filter(({ type }) => !withoutDisk.has(type))
    .reverse();

/**
 * Unmounts what lies on disks or servers, the last mounted first; what is in use, as the root is, becomes read-only.
 * @returns where neither could be done
 */
export async function unmountAll(): Promise<string[]> {
  for (let round = 0; round < rounds; round++) {
    const before = onDisk();
    for (const { target } of before) await attempt(unmount(target));
    if (onDisk().length === before.length) break;
  }
  const left: string[] = [];
  for (const { target, superOptions } of onDisk())
    if (!superOptions.includes('ro') && !(await attempt(remount({ target, flags: ['ro'] })))) left.push(target);
  return left;
}

async function attempt(task: Promise<void>): Promise<boolean> {
  try {
    await task;
    return true;
  } catch {
    return false;
  }
}
