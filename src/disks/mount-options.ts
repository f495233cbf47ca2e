// How each filesystem is mounted so that nothing is written: read-only, and its journal not replayed.

export interface MountOptions {
  /** The kernel's name of the filesystem, where it differs from libblkid's. */
  readonly type?: string;
  /** The data argument of mount(2). */
  readonly data?: string;
  /** Modules that the kernel would ask modprobe for during the mount. */
  readonly modules?: readonly string[];
}

/** FAT file names are in two character sets: code page 437 on disk, ASCII or Latin 1 towards Linux. */
const fatCharacterSets = ['nls_cp437', 'nls_ascii', 'nls_iso8859-1', 'nls_utf8'];

/** By libblkid's TYPE. A filesystem that is not here is not mounted. */
export const mountOptions: Readonly<Record<string, MountOptions>> = {
  // ext4's driver reads its forerunners, and is the one that Debian's kernels have.
  ext2: { type: 'ext4', data: 'noload' },
  ext3: { type: 'ext4', data: 'noload' },
  ext4: { data: 'noload' },
  xfs: { data: 'norecovery,nouuid' },
  btrfs: { data: 'rescue=nologreplay' },
  f2fs: { data: 'norecovery' },
  vfat: { modules: fatCharacterSets },
  exfat: {},
  ntfs: { type: 'ntfs3' },
  iso9660: { modules: ['nls_iso8859-1', 'nls_utf8'] },
  udf: { modules: ['nls_utf8'] },
  squashfs: {},
  erofs: {},
};
