// The clocks: the kernel's, which stands for the time of day, and those of the hardware.

import { readdirSync, readFileSync } from 'node:fs';
import { callSync, declare } from './libc.ts';

const clockSettime = declare('int clock_settime(int clock, const uint8_t *time)');

const CLOCK_REALTIME = 0;

/** What the first hardware clock that answers says, in seconds since 1970; undefined for none. It is taken for UTC. */
export function readHardwareClock(directory = '/sys/class/rtc'): number | undefined {
  try {
    for (const name of readdirSync(directory).sort()) {
      const seconds = Number(readFileSync(`${directory}/${name}/since_epoch`, 'utf8'));
      if (seconds > 0) return seconds;
    }
  } catch {
    // One whose battery is empty says so with an error.
  }
  return undefined;
}

/** Sets the kernel's clock. @param seconds since 1970. Raises LinuxError. */
export function setClock(seconds: number): void {
  // struct timespec, of processors with 64 bits
  const time = new BigInt64Array([BigInt(Math.floor(seconds)), BigInt(Math.floor((seconds % 1) * 1e9))]);
  callSync('clock_settime', clockSettime, CLOCK_REALTIME, new Uint8Array(time.buffer));
}
