// How a layout is made: what kinds of stacks of disks, RAID, LVM, LUKS and filesystems a system may be installed on.

import { createHash } from 'node:crypto';
import type { PayloadKind } from './payload.ts';

/** Makes a disk on this host: the image `path`, an empty file. `before` are the disks of the layout before this one. */
export type DiskMaker = (path: string, before: readonly string[]) => Promise<void>;

export interface Recipe {
  /** Also the title of the entry in the grub.cfg that the layout holds. */
  readonly name: string;
  /** The disks, in order: MiB of a blank one, or what makes it. */
  readonly disks: readonly (number | DiskMaker)[];
  /**
   * What the factory's machine does with them, as a shell script with the image's tools. Its disks are $1, $2, …; $name
   * is the layout's, $uuid one that is derived from it, and $payload is a device that holds what `payload` says.
   */
  readonly script?: string;
  /** What the script gets to put into the layout; nothing if absent. */
  readonly payload?: PayloadKind;
  /** The script leaves filesystems mounted, and the machine is cut off before their journals are written back. */
  readonly cutOff?: boolean;
  /** How many of the disks the layout keeps, the first ones; the rest are members that it lacks. All if absent. */
  readonly kept?: number;
  /** The kernel whose image can make and mount it; `cloud` if absent. */
  readonly kernel?: 'cloud' | 'generic';
}

/** The same UUID for the same text, every time. */
export function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
