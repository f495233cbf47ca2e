// How each filesystem is mounted so that nothing is written.

export interface MountOptions {
  /** The kernel's name of the filesystem, where it differs from libblkid's. */
  readonly type?: string;
  /** The data argument of mount(2). */
  readonly data?: string;
  /**
   * What is added to `data` so that a journal which needs it is not replayed; the files are then as before it. Undefined
   * where the driver cannot do without, or needs no telling.
   */
  readonly unrecovered?: string;
  /** Modules that the kernel would ask modprobe for during the mount. */
  readonly modules?: readonly string[];
}

/** FAT file names are in two character sets: code page 437 on disk, ASCII or Latin 1 towards Linux. */
const fatCharacterSets = ['nls_cp437', 'nls_ascii', 'nls_iso8859-1', 'nls_utf8'];

/** By libblkid's TYPE. A filesystem that is neither here nor among the openers is not mounted. */
export const mountOptions: Readonly<Record<string, MountOptions>> = {
  // ext4's driver reads its forerunners, and is the one that Debian's kernels have.
  ext2: { type: 'ext4', unrecovered: 'noload' },
  ext3: { type: 'ext4', unrecovered: 'noload' },
  ext4: { unrecovered: 'noload' },
  xfs: { data: 'nouuid', unrecovered: 'norecovery' },
  btrfs: { unrecovered: 'rescue=nologreplay' },
  f2fs: { unrecovered: 'norecovery' },
  vfat: { modules: fatCharacterSets },
  exfat: {},
  ntfs: { type: 'ntfs3' },
  iso9660: { modules: ['nls_iso8859-1', 'nls_utf8'] },
  udf: { modules: ['nls_utf8'] },
  squashfs: {},
  erofs: {},
  jfs: {},
  reiserfs: {},
  nilfs2: { unrecovered: 'norecovery' },
  hfsplus: {},
  hfs: {},
  minix: {},
};

/** Parts of the data argument of mount(2) as one; undefined where there are none. */
export function joinData(...parts: readonly (string | undefined)[]): string | undefined {
  const given = parts.filter((part) => part !== undefined && part !== '');
  return given.length === 0 ? undefined : given.join(',');
}
