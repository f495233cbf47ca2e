import type { Machine } from '../dialect.ts';
import type { EfiProcessor } from '../efi-processor.ts';
import type { Addons } from '../uki/addons.ts';
import type { BootRoot } from './boot-root.ts';

/** What the readers of the two types of entries need: where they look, and whom they tell what they pass over. */
export interface Scan {
  readonly root: BootRoot;
  readonly machine: Machine;
  readonly processor: EfiProcessor;
  readonly addons: Addons;
  /** The variables that values may name: none for systemd-boot, and those of GRUB for what was written for it. */
  variables(): Promise<ReadonlyMap<string, string> | undefined>;
  /** @param message a sentence without its full stop */
  note(config: string, message: string): void;
}

/** Entries of one type on one file system; more are passed over. */
export const MAX_ENTRIES = 5_000;
