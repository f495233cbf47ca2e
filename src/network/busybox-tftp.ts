// busybox's tftp, for large files of servers that send one block at a time: between two blocks Node needs as long as the
// network itself, and busybox next to nothing.

import { spawn } from 'node:child_process';
import { existsSync, fstatSync } from 'node:fs';
import { NetworkError } from './network-error.ts';
import { blockSizes } from './tftp-packet.ts';

const busybox = '/bin/busybox';

/** How often is looked how far it is, and how long it may stand still, in milliseconds. */
const [tick, usualPatience] = [250, 10_000];

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export interface Options {
  readonly signal?: AbortSignal;
  /** In milliseconds, in place of the usual. */
  readonly patience?: number;
  /** How many bytes there are by now. */
  onGrown(size: number): void;
}

/** Whether there is such a program here. */
export function hasBusybox(): boolean {
  return existsSync(busybox);
}

/** Reads the file into the one that is open as `fd`. Raises NetworkError; what `onGrown` throws ends it. */
export async function readByBusybox({ host, port, path }: Place, fd: number, options: Options): Promise<void> {
  const { signal, patience = usualPatience, onGrown } = options;
  const url = `tftp://${host}${path}`;
  const file = ['-l', `/proc/${process.pid}/fd/${fd}`, '-r', path];
  const size = `${blockSizes[host.includes(':') ? 'udp6' : 'udp4']}`;
  const child = spawn(busybox, ['tftp', '-g', '-b', size, ...file, host, `${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => {
    said = `${said}${bytes}`.slice(-200);
  });
  let failure: unknown;
  let [last, idle] = [0, 0];
  const stop = (why: unknown): void => {
    failure ??= why;
    child.kill('SIGKILL');
  };
  const look = (): void => {
    const { size: now } = fstatSync(fd);
    idle = now > last ? 0 : idle + tick;
    last = now;
    if (signal?.aborted) stop(new NetworkError(`${url} was not fetched to its end, because that was stopped.`));
    else if (idle > patience) stop(new NetworkError(`${url} was not fetched to its end: the server does not answer.`));
    else
      try {
        onGrown(now);
      } catch (reason) {
        stop(reason);
      }
  };
  const clock = setInterval(look, tick);
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', stop);
    child.on('close', resolve);
  });
  clearInterval(clock);
  if (failure === undefined) look();
  if (failure !== undefined) throw failure;
  const why = said
    .trim()
    .replace(/^tftp: /, '')
    .replace(/[^ -~]/g, '?');
  if (status !== 0)
    throw new NetworkError(`${url} was not fetched to its end: ${why || `busybox ended with ${status}`}.`);
}
