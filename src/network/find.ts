// What a lease points to: the boot loader's configuration that a machine with a PXE firmware would end up with.

import type { Machine } from '../dialects/dialect.ts';
import { readConfiguration as readGrub } from '../dialects/grub/read.ts';
import { readIpxe } from '../dialects/ipxe/read.ts';
import { readSyslinux } from '../dialects/syslinux/read.ts';
import { pxelinuxSearchOrder } from '../dialects/syslinux/search-order.ts';
import type { Reading } from '../entry/reading.ts';
import type { Volume } from '../entry/volume.ts';
import { isFetchable } from './fetch.ts';
import type { Lease } from './lease.ts';
import { NetworkError } from './network-error.ts';

/** What is known of this machine, and how servers are reached. */
export interface Finder {
  readonly machine: Machine;
  /** SMBIOS system UUID. */
  readonly uuid?: string;
  /** The server with this origin, such as `tftp://10.0.0.1`. */
  volume(origin: string): Volume;
}

/** A file on a server. */
export interface Located {
  readonly volume: Volume;
  /** From the server's root, with a query where the URL has one. */
  readonly path: string;
}

/** A boot loader's configuration, or a file that is to be looked at by its content. */
export type Found = { readonly reading: Reading } | { readonly file: Located };

/** Names of boot programs that read configurations of these languages from beside themselves. */
const pxelinux = /(^|\/)(l|g)?pxelinux\.0$|(^|\/)syslinux\.efi$|(^|\/)syslinux\.e(32|64)$/i;
const grub = /(^|\/)(grub|shim)[^/]*\.efi(\.signed)?$|(^|\/)core\.0$|(^|\/)grub[^/]*\.0$/i;

/** The server and the path of a URL. Raises NetworkError where it is none that can be fetched. */
export function locate(url: string, { volume }: Pick<Finder, 'volume'>): Located {
  if (!isFetchable(url) || !URL.canParse(url))
    throw new NetworkError(`${url} cannot be fetched: it takes a URL with http, https or tftp.`);
  const { protocol, username, password, host, pathname, search } = new URL(url);
  const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  return { volume: volume(`${protocol}//${user}${host}`), path: `${decodeURI(pathname)}${search}` };
}

/**
 * What the lease's boot file leads to: PXELINUX's configuration in its search order, GRUB's, an iPXE script, or any
 * other file. Raises NetworkError, with a sentence, where the lease names nothing or nothing is there.
 */
export async function find(lease: Lease, finder: Finder): Promise<Found> {
  const { bootFile, bootServer, configFile, pathPrefix, card } = lease;
  if (bootFile === undefined && configFile === undefined && pathPrefix === undefined)
    throw new NetworkError(`The DHCP server has given ${card} the address ${lease.address}, but no file to boot.`);
  const root = `tftp://${bootServer ?? lease.server ?? ''}/`;
  const url = new URL((bootFile ?? '').replace(/^\/+/, ''), root).href;
  const absolute = bootFile !== undefined && isFetchable(bootFile) ? bootFile : url;
  if (configFile !== undefined || pathPrefix !== undefined || pxelinux.test(bootFile ?? ''))
    return { reading: await findPxelinux(absolute, lease, finder) };
  if (grub.test(bootFile ?? '')) return { reading: await findGrub(absolute, lease, finder) };
  const file = locate(absolute, finder);
  const script = await readIpxe(file.path, file.volume, finder.machine, ipxeFacts(lease, finder));
  return script ? { reading: script } : { file };
}

/** https://wiki.syslinux.org/wiki/index.php?title=PXELINUX#Configuration and RFC 5071 */
async function findPxelinux(bootUrl: string, lease: Lease, finder: Finder): Promise<Reading> {
  const { configFile, pathPrefix, mac, address } = lease;
  // A prefix is put before names as it is; without a slash at its end it is a part of the name.
  const prefix = new URL(pathPrefix ?? '.', bootUrl).href;
  const names = pxelinuxSearchOrder({ mac, ip: address, ...(finder.uuid ? { uuid: finder.uuid } : {}) });
  const urls = [...(configFile === undefined ? [] : [configFile]), ...names].map((name) =>
    isFetchable(name) ? name : name.startsWith('/') ? new URL(name, prefix).href : `${prefix}${name}`,
  );
  for (const url of urls) {
    const { volume, path } = locate(url, finder);
    if ((await volume.stat(path))?.kind !== 'file') continue;
    const directory = decodeURI(new URL(prefix).pathname).replace(/\/$/, '') || '/';
    return readSyslinux(path, directory, volume, 'pxe', finder.machine);
  }
  throw new NetworkError(
    `The server has no configuration of PXELINUX: ${urls.length} names were tried below ${prefix}.`,
  );
}

/** As grub-mknetdir lays it out; the files for one machine are those of GRUB's net_default_mac and _ip. */
async function findGrub(bootUrl: string, { mac, address }: Lease, finder: Finder): Promise<Reading> {
  const base = new URL('.', bootUrl).href;
  const hex = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0').toUpperCase());
  const names = [`grub.cfg-01-${mac.replaceAll(':', '-')}`, `grub.cfg-${hex.join('')}`, 'grub.cfg'];
  const directories = ['', 'grub/', '../', '../grub/', 'boot/grub/', '/grub/', '/boot/grub/'];
  const urls = directories.flatMap((directory) => names.map((name) => new URL(`${directory}${name}`, base).href));
  for (const url of new Set(urls)) {
    const { volume, path } = locate(url, finder);
    if ((await volume.stat(path))?.kind === 'file') return readGrub(path, volume, [volume], finder.machine);
  }
  throw new NetworkError(`The server has no grub.cfg beside ${bootUrl}.`);
}

/** https://ipxe.org/cfg */
export function ipxeFacts(lease: Lease, { uuid }: Pick<Finder, 'uuid'>): Record<string, string> {
  const { mac, address, routers, dns, server, bootServer, hostname, domain, bootFile } = lease;
  const facts: Record<string, string | undefined> = {
    mac,
    'net0/mac': mac,
    ip: address,
    'net0/ip': address,
    gateway: routers[0],
    dns: dns[0],
    'dhcp-server': server,
    'next-server': bootServer,
    hostname,
    domain,
    filename: bootFile,
    uuid,
  };
  return Object.fromEntries(Object.entries(facts).filter((pair): pair is [string, string] => pair[1] !== undefined));
}
