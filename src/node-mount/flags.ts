/**
 * The flags of mount(2), under the names that mount(8) and /proc/self/mountinfo give them.
 * Numbers from the kernel's include/uapi/linux/mount.h; they are the same on every processor.
 */
export const mountFlags = {
  ro: 1,
  nosuid: 2,
  nodev: 4,
  noexec: 8,
  sync: 16,
  remount: 32,
  mand: 64,
  dirsync: 128,
  nosymfollow: 256,
  noatime: 1024,
  nodiratime: 2048,
  bind: 4096,
  move: 8192,
  rec: 16384,
  silent: 32768,
  posixacl: 2 ** 16,
  unbindable: 2 ** 17,
  private: 2 ** 18,
  slave: 2 ** 19,
  shared: 2 ** 20,
  relatime: 2 ** 21,
  iversion: 2 ** 23,
  strictatime: 2 ** 24,
  lazytime: 2 ** 25,
} as const;

/** The flags of umount2(2), from include/linux/fs.h, where they are MNT_FORCE and so on. */
export const unmountFlags = { force: 1, detach: 2, expire: 4, nofollow: 8 } as const;

/** The flags of a loop device, LO_FLAGS_* in include/uapi/linux/loop.h. */
export const loopFlags = { readOnly: 1, autoclear: 4, partscan: 8 } as const;

export type MountFlag = keyof typeof mountFlags;
export type UnmountFlag = keyof typeof unmountFlags;

/** The bits of `names` in `table`, or'ed together. */
export function bits<Name extends string>(table: Readonly<Record<Name, number>>, names: readonly Name[]): number {
  return names.reduce((sum, name) => sum | table[name], 0);
}
