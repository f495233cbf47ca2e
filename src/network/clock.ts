// A clock that cannot be right makes every certificate look expired, or not valid yet.

import { readHardwareClock, setClock } from '../linux/clock.ts';
import { NetworkError } from './network-error.ts';
import { askTime } from './sntp.ts';

/** What the clock may be set by. */
export interface ClockSources {
  /** When the image was built, in seconds since 1970: no clock that is right can be before that. */
  readonly built: number;
  /** Time servers, by name or address, in the order in which they are asked. */
  readonly servers: readonly string[];
  hardware?(): number | undefined;
  ask?(server: string): Promise<number>;
  set?(seconds: number): void;
  now?(): number;
}

/** Of so many servers one should answer. */
const mostServers = 4;

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/**
 * Where the clock is before the image's build, sets it from the hardware's clock, else by a time server.
 * @returns a sentence about what was done; undefined where the clock could be right. Raises NetworkError where nothing
 * tells the time.
 */
export async function settleClock(sources: ClockSources): Promise<string | undefined> {
  const { built, servers, hardware = readHardwareClock, ask = askTime, set = setClock } = sources;
  const now = sources.now?.() ?? Date.now() / 1000;
  if (now >= built) return undefined;
  const wrong = `The clock said ${day(now)}, before this image was built`;
  const kept = hardware();
  if (kept !== undefined && kept >= built) {
    set(kept);
    return `${wrong}; it was set to ${day(kept)} by the clock of the hardware.`;
  }
  const failures: string[] = [];
  for (const server of servers.slice(0, mostServers)) {
    try {
      const seconds = await ask(server);
      if (seconds >= built) {
        set(seconds);
        return `${wrong}; it was set to ${day(seconds)} by the time server ${server}.`;
      }
      failures.push(`The time server ${server} says ${day(seconds)}, which is before that as well.`);
    } catch (failure) {
      if (!(failure instanceof NetworkError)) throw failure;
      failures.push(failure.message);
    }
  }
  const why = failures.length > 0 ? failures.join(' ') : 'No time server is known.';
  throw new NetworkError(
    `The clock says ${day(now)}, before this image was built (${day(built)}), and certificates cannot be judged by it. ${why} Set the clock in the firmware's setup, or name a time server in the settings (ntp).`,
  );
}
