import type { Device } from './device.ts';

/** What the device is used as. */
export type Usage = 'filesystem' | 'raid' | 'crypto' | 'other';

/** What a superblock says, under libblkid's names in camel case. What it does not say is absent or undefined. */
export interface Facts {
  readonly version?: string | undefined;
  readonly uuid?: string | undefined;
  /** Of this member, where `uuid` is that of the whole array or filesystem. */
  readonly uuidSub?: string | undefined;
  /** Devices that the filesystem lies on, and the number of this one among them (btrfs). libblkid does not tell. */
  readonly deviceCount?: number | undefined;
  readonly deviceNumber?: number | undefined;
  /** True where a log waits to be replayed (btrfs). Nor does it tell this. */
  readonly unreplayed?: true | undefined;
  readonly label?: string | undefined;
  /** In bytes. */
  readonly blockSize?: number | undefined;
  /** An older type that can be mounted as well. */
  readonly secType?: string | undefined;
  /** UUID of the journal's device. */
  readonly extJournal?: string | undefined;
  readonly logUuid?: string | undefined;
  /** FAT has two labels; this is the one in the boot sector. */
  readonly labelFatboot?: string | undefined;
  readonly subsystem?: string | undefined;
  readonly systemId?: string | undefined;
  readonly volumeId?: string | undefined;
  readonly logicalVolumeId?: string | undefined;
  readonly volumeSetId?: string | undefined;
  readonly publisherId?: string | undefined;
  readonly dataPreparerId?: string | undefined;
  readonly applicationId?: string | undefined;
  readonly bootSystemId?: string | undefined;
}

/** Bytes that stand at a fixed place; each character of `bytes` is one. */
export interface Magic {
  readonly at: number;
  readonly bytes: string;
}

type Verdict = Facts | undefined;

/** One kind of superblock. */
export interface Format {
  /** libblkid's name for it. */
  readonly type: string;
  readonly usage: Usage;
  /** In bytes; a smaller device is not looked at. */
  readonly minSize?: number;
  /** One of these has to be there, below 68 KiB. Without any, `verify` looks for itself. */
  readonly magics?: readonly Magic[];
  /** It may lie beside another filesystem on purpose, as ISO 9660 and UDF do. */
  readonly tolerant?: true;
  /** The facts, or undefined where it is not this format after all. `magic` is the first that was there. */
  verify(device: Device, magic: Magic): Verdict | Promise<Verdict>;
}
