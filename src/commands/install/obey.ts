// What `baton install` does, step by step.

import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { Installing } from '../../installing.ts';
import type { Connection } from '../../network/connection.ts';
import { KnownServers } from '../../network/known-servers.ts';
import { locate } from '../../network/located.ts';
import { NetworkVolume } from '../../network/network-volume.ts';
import { fileOrUrl } from '../../settings/file-or-url.ts';
import type { Output } from '../command.ts';
import type { InstallOrder } from '../install.ts';
import { bar } from './bar.ts';

/** Raises an error with a sentence. */
export async function obey(order: InstallOrder, output: Output): Promise<void> {
  const onProgress = bar();
  const servers = new KnownServers((origin) => new NetworkVolume(origin, { onProgress, connection: connectionOf }));
  const installing = new Installing({
    journal: { info: () => {}, warning: (text) => output.error(text) },
    wishes: () => ({ mirror: order.mirror, catalogue: place(order.catalogue), seed: place(order.seed) }),
    volumes: () => [],
    locate: async (url) => locate(url, { volume: (origin) => servers.at(origin) }),
  });
  const { entries } = await installing.reading('');
  if (order.name === undefined) return list(entries, output);
  const entry = entries.find(({ id }) => id === `install:${order.name}`);
  if (!entry) {
    const names = entries.map(({ id }) => nameOf(id)).join(', ');
    throw new Error(`the catalogue has no ${order.name} for this machine. It has: ${names}.`);
  }
  requireNetwork();
  const appended =
    order.append === undefined ? entry : { ...entry, cmdline: `${entry.cmdline} ${order.append}`.trim() };
  const prepared = await installing.prepared(appended);
  if (order.print) return print(prepared, output);
  if (process.getuid?.() !== 0) throw new Error('only root may start another system. Run it with sudo or as root.');
  const { load } = await import('../../kexec/load.ts');
  const { remarks } = await load(prepared.entry, (id) => installing.volume(id), prepared.archives);
  output.out([`"${entry.title}" is loaded.`, ...remarks].join('\n'));
  if (order.load) return;
  const { start } = await import('../kexec/start.ts');
  await start({ start: 'shutdown', sync: true, linksDown: true }, output);
}

/** The proxy that the shell has, as curl(1) takes it. */
function connectionOf(): Connection {
  const {
    https_proxy: secure,
    HTTPS_PROXY: upper,
    http_proxy: plain,
    no_proxy: none,
    NO_PROXY: noneUpper,
  } = process.env;
  const url = [secure, upper, plain].find((one) => one !== undefined && URL.canParse(one));
  const except = (none ?? noneUpper ?? '').split(',').filter((one) => one !== '');
  return url === undefined ? {} : { proxy: { url, except } };
}

const nameOf = (id: string): string => id.slice('install:'.length);

/** Files are named as everywhere on a command line. Raises an error with a sentence. */
function place(text: string | undefined) {
  if (text === undefined) return undefined;
  return text.includes('://') ? fileOrUrl.fromText(text) : { path: resolve(text) };
}

type Entries = Awaited<ReturnType<Installing['reading']>>['entries'];

function list(entries: Entries, output: Output): void {
  const width = Math.max(0, ...entries.map(({ id }) => nameOf(id).length));
  const mirror = (url = '') => new URL(url).host;
  for (const { id, title, kernel } of entries)
    output.out(`${nameOf(id).padEnd(width)}  ${title}  (${mirror(kernel?.url)})`);
}

function print({ entry, archives }: Awaited<ReturnType<Installing['prepared']>>, output: Output): void {
  output.out(`kernel   ${entry.kernel?.path}`);
  for (const { path } of entry.initrds) output.out(`initrd   ${path}`);
  for (const archive of archives) output.out(`initrd   the answers, in an archive of ${archive.length} bytes`);
  output.out(`cmdline  ${entry.cmdline}`);
}

/** On the rescue shell nobody has asked for the network yet. */
function requireNetwork(): void {
  const addresses = Object.values(networkInterfaces()).flatMap((of) => of ?? []);
  if (addresses.every(({ internal }) => internal))
    throw new Error(
      'this machine has no network: no card of it has an address. On the rescue shell leave with exit and press n on the menu.',
    );
}
