import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { callSync, declare } from './libc.ts';

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');

/** linux/watchdog.h: _IOWR('W', 6, int). */
const WDIOC_SETTIMEOUT = 0xc0045706;

/** How often it is fed in the time that it waits. */
const meals = 4;

/** A watchdog that this process feeds, and that restarts the machine when this process does not get to it any more. */
export interface Guard {
  /** `watchdog0` */
  readonly name: string;
  /** Seconds, which can be others than those asked for. */
  readonly seconds: number;
  /** Whether it ran before this process opened it. */
  readonly ran: boolean;
}

let guard: (Guard & { readonly fd: number; readonly feeding: NodeJS.Timeout }) | undefined;

/**
 * Starts the machine's first watchdog, or takes over one that runs, and feeds it from now on. Undefined where there is
 * none. Raises Node's error or LinuxError where it cannot be used.
 * https://docs.kernel.org/watchdog/watchdog-api.html
 */
export function startGuard(seconds: number, directory = '/sys/class/watchdog', devices = '/dev'): Guard | undefined {
  const name = namesIn(directory)[0];
  if (name === undefined) return undefined;
  const ran = readFileSync(`${directory}/${name}/state`, 'utf8').trim() === 'active';
  const fd = openSync(`${devices}/${name}`, 'w');
  const argument = new Int32Array([seconds]);
  try {
    callSync('WDIOC_SETTIMEOUT', ioctl, fd, WDIOC_SETTIMEOUT, new Uint8Array(argument.buffer));
  } catch (failure) {
    // Opening it has started it.
    writeSync(fd, 'V');
    closeSync(fd);
    throw failure;
  }
  const [granted = seconds] = argument;
  const feeding = setInterval(() => writeSync(fd, 'k'), (granted * 1000) / meals);
  guard = { name, seconds: granted, ran, fd, feeding };
  return guard;
}

/**
 * Ends what {@link startGuard} began: a watchdog that did not run before is stopped, another one is left running with
 * its full time, for `tendWatchdogs`.
 */
export function endGuard(): void {
  if (!guard) return;
  const { fd, feeding, ran } = guard;
  guard = undefined;
  clearInterval(feeding);
  // V is the word for stopping when the device is closed.
  writeSync(fd, ran ? 'k' : 'V');
  closeSync(fd);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    // A kernel without watchdogs.
    return [];
  }
}
