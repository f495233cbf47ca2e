import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';

/** What is done to a watchdog that runs: it is given its full time once more, or stopped. */
export type WatchdogCare = 'kick' | 'stop';

/**
 * Sees to it that no watchdog resets the machine while the next kernel starts. One that another process feeds is left
 * to it; one that does not run is not started, which opening it would do.
 * https://docs.kernel.org/watchdog/watchdog-api.html
 */
export function tendWatchdogs(care: WatchdogCare, directory = '/sys/class/watchdog', devices = '/dev'): void {
  let names: string[] = [];
  try {
    names = readdirSync(directory);
  } catch {
    // A kernel without watchdogs.
  }
  for (const name of names) {
    try {
      if (readFileSync(`${directory}/${name}/state`, 'utf8').trim() !== 'active') continue;
      const device = openSync(`${devices}/${name}`, 'w');
      // V is the word for stopping when the device is closed. Without it the device stays open: closing it early
      // resets some machines at once.
      writeSync(device, care === 'stop' ? 'V' : 'k');
      if (care === 'stop') closeSync(device);
    } catch {
      // EBUSY: it is fed by another process.
    }
  }
}
