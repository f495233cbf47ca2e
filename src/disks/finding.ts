import type { Result } from 'blkid-parse';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Volume } from '../entry/volume.ts';

/** A block device and what baton makes of it. */
export interface Finding {
  readonly device: BlockDevice;
  /** What is on it and what was made of it, as a clause: `ext4, mounted read-only`. */
  readonly verdict: string;
  /** What its bytes say; undefined when nothing is recognised or it could not be read. */
  readonly facts?: Result;
  /** What files can be read from: none, one, or with btrfs several. */
  readonly volumes: readonly Volume[];
}
