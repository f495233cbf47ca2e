// A Volume is something files can be read from: a mounted filesystem, a directory, a disc image, a server's root.

/** What tells one volume from another. Every field but `id` is absent where the medium does not say. */
export interface Identity {
  /** Unique among the volumes of this run: the kernel's device name (`vda1`) or the directory given. */
  readonly id: string;
  /** Filesystem UUID as libblkid prints it: `c1b9d5a2-…` for ext4, `1A2B-3C4D` for FAT. */
  readonly uuid?: string;
  readonly label?: string;
  readonly partuuid?: string;
  readonly partlabel?: string;
  /** Type of the partition in a GPT, a GUID. */
  readonly parttype?: string;
  /** The Linux device node, `/dev/vda1`. */
  readonly device?: string;
  /** Other names of the device: `/dev/mapper/vg-root`, `/dev/vg/root`, and as GRUB has them, `lvm/vg-root`. */
  readonly aliases?: readonly string[];
  /** Filesystem type as libblkid names it: `ext4`, `vfat`, `iso9660`. */
  readonly type?: string;
  /** Which subvolume of its filesystem it is; absent for a whole filesystem, as seen from its top level. */
  readonly subvolume?: Subvolume;
}

/** A part of a filesystem that can be a system's root by itself (btrfs). */
export interface Subvolume {
  /** `Identity.id` of the volume of the whole filesystem. */
  readonly filesystem: string;
  /** Where it lies there: `/@/.snapshots/1/snapshot`. */
  readonly path: string;
  /** Its number on the filesystem, as `subvolid=` takes it. */
  readonly number: number;
  /** True for the one that is mounted where none is asked for. */
  readonly default?: true;
  /** Where it is kept as the state that another one had. */
  readonly snapshot?: Snapshot;
}

export interface Snapshot {
  /** When it was made, in seconds since 1970. */
  readonly created: number;
  /** Path of the subvolume that it was made of, where that is still known. */
  readonly of?: string;
}

export interface Stat {
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes; 0 for directories. */
  readonly size: number;
  /** When it was last changed, in seconds since 1970; absent where the medium does not say. */
  readonly mtime?: number;
}

/** An open file, for the kernel's own calls. The caller closes it. */
export interface OpenFile {
  readonly fd: number;
  close(): Promise<void>;
}

/**
 * Paths are absolute inside the volume, separated by `/`. A symbolic link, absolute or with `..`, is followed inside
 * the volume and never leaves it. What does not exist, or is not of the kind asked for, is `undefined`; an error is
 * thrown only where the medium itself fails.
 */
export interface Volume {
  readonly identity: Identity;
  /** The file's bytes, of at most `limit` bytes from its start (the default is 16 MiB). */
  read(path: string, limit?: number): Promise<Uint8Array | undefined>;
  /** The names in a directory, sorted by code unit, without `.` and `..`. */
  list(path: string): Promise<readonly string[] | undefined>;
  stat(path: string): Promise<Stat | undefined>;
  open(path: string): Promise<OpenFile | undefined>;
}
