/** One entry of a partition table. */
export interface Partition {
  /** As in the kernel's device name: 1 for vda1; logical partitions of an MBR begin at 5. */
  readonly number: number;
  /** In bytes from the beginning of the disk. */
  readonly start: number;
  readonly size: number;
  /** As PARTUUID= of the kernel's cmdline takes it. */
  readonly partuuid?: string | undefined;
  readonly partlabel?: string | undefined;
  /** GPT: lower-case. */
  readonly typeGuid?: string | undefined;
  /** MBR: 0x83. */
  readonly typeByte?: number | undefined;
  /** `esp`, `root-x86-64`, …, where the type is one of the table in type-names.ts. */
  readonly typeName?: string | undefined;
  /** GPT attributes or the MBR's boot indicator, in hexadecimal as libblkid's PART_ENTRY_FLAGS; absent where zero. */
  readonly flags?: string | undefined;
}

/** A partition table. */
export interface Table {
  /** `PMBR` is a protective MBR whose GPT is broken in both copies. */
  readonly table: 'gpt' | 'dos' | 'PMBR';
  /** The GPT's disk GUID, or the MBR's disk identifier as eight hexadecimal digits. */
  readonly tableUuid?: string | undefined;
  /** Of a GPT: the copy that was read. `backup` says that the first one is broken. */
  readonly copy?: 'primary' | 'backup' | undefined;
  /** Of a GPT: the MBR lists partitions of its own, beside the protective one. */
  readonly hybrid?: true | undefined;
  readonly partitions: readonly Partition[];
}
