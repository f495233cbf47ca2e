// How what is on a block device is opened: as files at once, or as another block device that then appears.

import type { Result } from 'blkid-parse';
import type { BlockDevice } from '../entry/block-device.ts';
import type { Volume } from '../entry/volume.ts';
import type { Journal } from '../journal.ts';
import type { Drivers } from './drivers.ts';
import type { Locks } from './locks.ts';

/** A device whose bytes have been recognised. */
export interface Member {
  readonly device: BlockDevice;
  readonly facts: Result;
  /** What is on the disk that it is a partition of. */
  readonly disk?: Result;
}

/** What came of a member: a clause for people, and what files can be read from. */
export interface Outcome {
  readonly verdict: string;
  readonly volumes?: readonly Volume[];
}

/** What an opener works with. */
export interface Workshop {
  readonly drivers: Drivers;
  readonly journal: Journal;
  /** What needs a key. */
  readonly locks: Locks;
  /** All volumes that there are now. */
  readonly volumes: readonly Volume[];
  /** Replaces what is known of the device `name`, which was opened before: a later member has changed it. */
  report(name: string, outcome: Outcome): void;
  /** The device `name` was made of devices that have gone: it counts as gone, and so does what was made of it. */
  lose(name: string): Promise<void>;
  /** `close` runs before the machine is handed over, after that of everything that was opened later. */
  onClose(close: () => Promise<void>): void;
}

/**
 * One way to open devices, for the TYPEs of its rows in the table. A block device that it makes is announced by the
 * kernel and examined like any other, so that things may be nested in any order.
 */
export interface Opener {
  /** Raises an error, whose message becomes the verdict, when the member cannot be opened. */
  open(member: Member): Promise<Outcome>;
  /** The device has gone. */
  forget?(device: BlockDevice): Promise<void>;
  /**
   * Everything that is there has been looked at: what lacks a member is opened as far as that can be, and what is
   * missing is said. Called again whenever that is so again.
   */
  settled?(): Promise<void>;
  /** There are other volumes than before. */
  volumesChanged?(): Promise<void>;
}
