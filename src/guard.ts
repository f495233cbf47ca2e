import type { Drivers } from './disks/drivers.ts';
import type { Journal } from './journal.ts';

/** Loaded where the machine has no watchdog of its own: it covers this program, though not the kernel. */
const software = 'softdog';

/**
 * Has a watchdog restart the machine when this program hangs for `seconds`. What fails is journalled; never throws.
 */
export async function guardMachine(seconds: number, drivers: Drivers, journal: Journal): Promise<void> {
  try {
    const { startGuard } = await import('./linux/guard-watchdog.ts');
    let guard = startGuard(seconds);
    if (!guard) {
      await drivers.load(software);
      guard = startGuard(seconds);
    }
    if (guard) journal.info(`${guard.name} restarts the machine when baton hangs for ${guard.seconds} s`);
    else journal.warning(`There is no watchdog that could restart the machine when baton hangs (${software} neither).`);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    journal.warning(`No watchdog restarts the machine when baton hangs: ${why}.`);
  }
}
