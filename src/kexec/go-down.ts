// The last minute of the running system, where nobody else does it.

import { bringLinksDown } from '../linux/links.ts';
import { tendWatchdogs, type WatchdogCare } from '../linux/watchdogs.ts';
import { endProcesses } from './end-processes.ts';
import { execute } from './execute.ts';

export interface GoDownOptions {
  /** Lets go of the filesystems, and of what they lie on. */
  readonly unmount: () => Promise<unknown>;
  /** Write to the disks what is still in memory. */
  readonly sync?: boolean;
  readonly linksDown?: boolean;
  readonly watchdogs?: WatchdogCare;
}

/** Ends what runs, in order, and starts the kernel that is loaded. Comes back only by raising LoadError. */
export async function goDown(options: GoDownOptions): Promise<never> {
  const { unmount, sync = true, linksDown = true, watchdogs = 'kick' } = options;
  await endProcesses();
  await unmount();
  if (linksDown) bringLinksDown();
  tendWatchdogs(watchdogs);
  return execute({ sync });
}
