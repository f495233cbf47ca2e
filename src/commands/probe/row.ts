// One line of `baton probe`: a disk, a partition or what is stacked on it. The shape of --json, which is stable: scripts
// rely on it. Names are lsblk's and libblkid's where they mean the same.

import type { Partition, Result } from 'blkid-parse';
import type { Configuration } from '../../record/configuration.ts';

/** What a member of something larger says of the whole; by `fstype`, see details/. */
export type Details = Readonly<Record<string, string | number | readonly string[] | null>>;

export interface Row {
  /** As the kernel or device-mapper has it; of an image file its path, and `FILE#NUMBER` for a partition in it. */
  readonly name: string;
  /** The device node or the file; null for a partition in a file. */
  readonly path: string | null;
  /** As lsblk's: `disk`, `part`, `rom`, `loop`, `lvm`, `crypt`, `raid1`, …; of an image file `file`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  readonly model: string | null;
  readonly rm: boolean;
  readonly ro: boolean;
  readonly fstype: string | null;
  readonly fsver: string | null;
  readonly label: string | null;
  readonly uuid: string | null;
  readonly pttype: string | null;
  readonly ptuuid: string | null;
  readonly parttype: string | null;
  /** `esp`, `root-x86-64`, …, where baton has a name for that type. */
  readonly typename: string | null;
  readonly partuuid: string | null;
  readonly partlabel: string | null;
  readonly partflags: string | null;
  readonly mountpoints: readonly string[];
  /** What baton makes of it, as a clause. */
  readonly verdict: string;
  /** What else is to be said, as clauses: what was not read, and why. */
  readonly notes: readonly string[];
  readonly details: Details | null;
  readonly configurations: readonly Configuration[];
  readonly children: readonly Row[];
}

export type ContentColumns = Pick<Row, 'fstype' | 'fsver' | 'label' | 'uuid' | 'pttype' | 'ptuuid'>;
export type PartitionColumns = Pick<Row, 'parttype' | 'typename' | 'partuuid' | 'partlabel' | 'partflags'>;

/** The columns that tell what is on a device. */
export function contentColumns(facts: Result): ContentColumns {
  const { type, version, label, uuid, table, tableUuid } = facts;
  return {
    fstype: type ?? null,
    fsver: version ?? null,
    label: label ?? null,
    uuid: uuid ?? null,
    pttype: table ?? null,
    ptuuid: tableUuid ?? null,
  };
}

/** The columns that tell what the partition table says of a device; all are null where it is no partition. */
export function partitionColumns(partition: Partition | undefined): PartitionColumns {
  const { typeGuid, typeByte, typeName, partuuid, partlabel, flags } = partition ?? {};
  return {
    parttype: typeGuid ?? (typeByte === undefined ? null : `0x${typeByte.toString(16)}`),
    typename: typeName ?? null,
    partuuid: partuuid ?? null,
    partlabel: partlabel ?? null,
    partflags: flags ?? null,
  };
}
