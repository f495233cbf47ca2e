// The last minute of the running system, where nobody else does it.

import { endGuard } from '../linux/guard-watchdog.ts';
import { bringLinksDown } from '../linux/links.ts';
import { tendWatchdogs, type WatchdogCare } from '../linux/watchdogs.ts';
import { endProcesses } from './end-processes.ts';
import { execute } from './execute.ts';

export interface WindDownOptions {
  /** Lets go of the filesystems, and of what they lie on. */
  readonly unmount: () => Promise<unknown>;
  readonly linksDown?: boolean;
  readonly watchdogs?: WatchdogCare;
}

/** Ends what runs, in order: processes, filesystems and what they lie on, network links; watchdogs get their time. */
export async function windDown({ unmount, linksDown = true, watchdogs = 'kick' }: WindDownOptions): Promise<void> {
  await endProcesses();
  await unmount();
  if (linksDown) bringLinksDown();
  endGuard();
  tendWatchdogs(watchdogs);
}

/**
 * The same, and starts the kernel that is loaded. Comes back only by raising LoadError.
 * @param options.sync whether the disks get what is still in memory; they do if it is left out
 */
export async function goDown(options: WindDownOptions & { readonly sync?: boolean }): Promise<never> {
  await windDown(options);
  return execute({ sync: options.sync ?? true });
}
