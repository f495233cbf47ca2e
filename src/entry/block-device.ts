/** A disk or partition the kernel knows. */
export interface BlockDevice {
  /** The kernel's name, `vda1`. */
  readonly name: string;
  /** Device node, `/dev/vda1`. */
  readonly node: string;
  readonly major: number;
  readonly minor: number;
  /** Bytes. */
  readonly size: number;
  /** Bytes of a logical sector. */
  readonly sectorSize: number;
  readonly removable: boolean;
  /** Partition number on `parent`, where it is a partition. */
  readonly partition?: number;
  /** Name of the disk that it is a partition of. */
  readonly parent?: string;
  readonly model?: string;
  /** Other names that configurations have for it; as those of a volume. */
  readonly aliases?: readonly string[];
}
