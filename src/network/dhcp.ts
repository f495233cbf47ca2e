// An IPv4 address from a DHCP server, by busybox's udhcpc, which goes on to renew it and gives it back when it is ended.

import { type ChildProcess, spawn } from 'node:child_process';
import { type Client, identityOf } from './client.ts';
import { type Lease, leaseFrom } from './lease.ts';
import { NetworkError } from './network-error.ts';

/** Writes what it is told to stdout; initramfs/etc/udhcpc/tell. */
const script = '/etc/udhcpc/tell';

/** How many seconds an answer is waited for, and how often one is asked for: first as any client, then as a PXE client. */
const seconds = 3;
const attempts = { any: 3, pxe: 2 } as const;

/** What is asked for beyond the usual: server and file to boot from, root path, PXELINUX's options, time servers, routes. */
const asked = [
  ...['tftp', '150', 'bootfile', 'rootpath', 'pxeconffile', 'pxepathprefix', 'reboottime', 'vendor', '175'],
  ...['ntpsrv', 'search', 'staticroutes', 'mtu'],
];

/** What stands behind all that the script has to tell of one event. */
const endOfEvent = '\0END\0';
const mostTold = 65_536;

export interface Asked {
  /** The kernel's name of the link, and its hardware address. */
  readonly name: string;
  readonly mac: string;
}

export interface Held {
  readonly lease: Lease;
  /** Gives the address back to the server, and comes back when that is done, or after two seconds. */
  release(): Promise<void>;
}

/**
 * Asks for an address, which is kept until it is released. udhcpc takes the first answer; since it would also take that
 * of a proxy, which has no address in it, it says which machine it is but not that it is a PXE client, unless nobody has
 * an answer for others. Raises NetworkError where no server answers, or `signal` ends it.
 * @param renewed gets what the server has told later
 */
export async function askForLease(
  link: Asked,
  client: Client,
  signal: AbortSignal,
  renewed: (lease: Lease) => void,
): Promise<Held> {
  const { vendorClass } = identityOf(client);
  const often = (times: number): string[] => ['-t', `${times}`, '-T', `${seconds}`];
  const held =
    (await ask(link, [...often(attempts.any), ...options(client)], signal, renewed)) ??
    (await ask(link, [...often(attempts.pxe), ...options(client), '-V', vendorClass], signal, renewed));
  const { name, mac } = link;
  if (!held)
    throw new NetworkError(`No DHCP server has answered ${name} (${mac}). Is it plugged into the right network?`);
  return held;
}

/** Undefined where no server answers. */
function ask(
  { name, mac }: Asked,
  own: readonly string[],
  signal: AbortSignal,
  renewed: (lease: Lease) => void,
): Promise<Held | undefined> {
  const args = ['-i', name, '-f', '-n', '-R', '-s', script, ...own];
  const child = spawn('udhcpc', args, { env: { PATH: '/bin:/sbin' }, stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    let has = false;
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if (!has) child.kill('SIGKILL');
      done();
    };
    const fail = (text: string, cause?: unknown): void => settle(() => reject(new NetworkError(text, { cause })));
    const stop = () => fail(`${name} (${mac}) has no address, because the wait for a DHCP server was stopped.`);
    // udhcpc ends by itself before that.
    const timer = setTimeout(() => settle(() => resolve(undefined)), 20_000);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    child.on('error', (failure) => fail(`udhcpc could not be started: ${failure.message}.`, failure));
    child.on('close', () => settle(() => resolve(undefined)));
    eachEvent(child, (event, environment) => {
      if (event !== 'bound' && event !== 'renew') return;
      const lease = leaseFrom(environment, mac);
      if (has && lease) return renewed(lease);
      if (!lease) return fail(`The DHCP server's answer to ${name} has no address in it.`);
      has = true;
      settle(() => resolve({ lease, release: () => end(child) }));
    });
  });
}

function options(client: Client): string[] {
  const { architecture, networkInterface, machine } = identityOf(client);
  const options = [
    ...['-x', `0x5d:${architecture.toString('hex')}`, '-x', `0x5e:${networkInterface.toString('hex')}`],
    ...(machine ? ['-x', `0x61:${machine.toString('hex')}`] : []),
  ];
  return [...options, ...asked.flatMap((option) => ['-O', option])];
}

function eachEvent(child: ChildProcess, take: (event: string, environment: Record<string, string>) => void): void {
  let told = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    told = (told + chunk.toString('latin1')).slice(-mostTold);
    for (let at = told.indexOf(endOfEvent); at >= 0; at = told.indexOf(endOfEvent)) {
      const environment = environmentOf(told.slice(0, at));
      told = told.slice(at + endOfEvent.length);
      take(environment.BATON_EVENT ?? '', environment);
    }
  });
}

function environmentOf(text: string): Record<string, string> {
  const pairs = text.split('\0').filter((line) => line.includes('='));
  return Object.fromEntries(pairs.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 2000);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
