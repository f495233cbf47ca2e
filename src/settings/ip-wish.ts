// Which addresses the network cards get, in the syntax of the kernel's parameter ip= (Documentation/admin-guide/nfs/
// nfsroot.rst) and of dracut's, which is the same with more forms (dracut.cmdline(7), "Network").

import { isIPv4, isIPv6 } from 'node:net';
import { text } from './types.ts';

/** How a link comes to its address. `any`: by DHCP, and IPv6 where a router advertises it. */
export type Method = 'any' | 'dhcp' | 'dhcp6' | 'auto6' | 'static' | 'off';

export interface IpWish {
  readonly method: Method;
  /** The link's name in the kernel, or its hardware address. Undefined: each that no other wish names. */
  readonly link?: string;
  /** With `static`: IPv4 or IPv6, and how many of its bits are the network. */
  readonly address?: string;
  readonly prefix?: number;
  readonly gateway?: string;
  /** Where files come from that are named without a server. */
  readonly server?: string;
  readonly hostname?: string;
  readonly dns: readonly string[];
  readonly mtu?: number;
}

const methods: Readonly<Record<string, Method>> = {
  on: 'any',
  any: 'any',
  dhcp: 'dhcp',
  dhcp6: 'dhcp6',
  auto6: 'auto6',
  either6: 'auto6',
  none: 'off',
  off: 'off',
};

const mac = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;

/** IFNAMSIZ less its end; what would leave a directory of sysfs is no name. */
export function isLinkName(name: string): boolean {
  return /^[^/:\s]{1,15}$/.test(name) && !/^\.{1,2}$/.test(name);
}

const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text);

/** Undefined for what is no such wish. */
export function readIpWish(given: string): IpWish | undefined {
  // A hardware address in place of the link's name has colons of its own.
  const [, byMac, rest] = /^((?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}):(.*)$/i.exec(given) ?? [];
  const fields = byMac === undefined ? split(given) : [byMac, ...split(rest ?? '')];
  const [first = '', second = ''] = fields;
  const alone = methods[first];
  if (fields.length === 1 && alone) return { method: alone, dns: [] };
  if (fields.length >= 2 && !isAddress(first) && methods[second]) {
    const link = readLink(first);
    const mtu = readMtu(fields[2]);
    return link === undefined || mtu === null || fields.length > 3
      ? undefined
      : { method: methods[second], link, dns: [], ...(mtu ? { mtu } : {}) };
  }
  return readFull(fields);
}

/** `CLIENT:SERVER:GATEWAY:NETMASK:HOSTNAME:LINK:METHOD:…`, of which the end may be missing. */
function readFull(fields: readonly string[]): IpWish | undefined {
  const [address = '', server = '', gateway = '', mask = '', hostname = '', device = '', how = '', ...more] = fields;
  const addresses = [address, server, gateway].filter((one) => one !== '');
  if (!addresses.every(isAddress) || more.length > 3) return undefined;
  const named = methods[how];
  if ((how !== '' && !named) || (address === '' && !named)) return undefined;
  const link = device === '' ? undefined : readLink(device);
  const method = address !== '' && (named === undefined || named === 'off') ? 'static' : (named ?? 'any');
  const prefix = readPrefix(mask, address);
  const isMtu = /^\d+$/.test(more[0] ?? '');
  const mtu = isMtu ? readMtu(more[0]) : undefined;
  const dns = isMtu ? [] : more.slice(0, 2).filter((one) => one !== '');
  if ((device !== '' && !link) || prefix === null || mtu === null || !dns.every(isAddress)) return undefined;
  return {
    method,
    dns,
    ...(link ? { link } : {}),
    ...(method === 'static' ? { address, prefix } : {}),
    ...(gateway ? { gateway } : {}),
    ...(server ? { server } : {}),
    ...(hostname ? { hostname } : {}),
    ...(mtu ? { mtu } : {}),
  };
}

/** At colons that are not in brackets, which are dropped. */
function split(given: string): string[] {
  const fields = [''];
  let inside = false;
  for (const one of given) {
    if (one === '[' || one === ']') inside = one === '[';
    else if (one === ':' && !inside) fields.push('');
    else fields[fields.length - 1] += one;
  }
  return fields;
}

function readLink(given: string): string | undefined {
  if (mac.test(given)) return given.toLowerCase().replaceAll('-', ':');
  return isLinkName(given) ? given : undefined;
}

/** Bits of the network, of a mask or a number; without one as the kernel guesses. Null for what is none. */
function readPrefix(mask: string, address: string): number | null {
  const most = isIPv6(address) ? 128 : 32;
  if (mask === '') return most === 128 ? 64 : classful(address);
  if (/^\d{1,3}$/.test(mask)) return Number(mask) <= most ? Number(mask) : null;
  if (!isIPv4(mask) || most === 128) return null;
  const bits = mask
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : null;
}

/** RFC 791: classes A, B and C. */
function classful(address: string): number {
  const first = Number.parseInt(address, 10);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

/** Bytes; undefined where none is given, null for what is none. */
function readMtu(given = ''): number | undefined | null {
  if (given === '') return undefined;
  const mtu = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  return mtu >= 68 && mtu <= 65_535 ? mtu : null;
}

export const ipWish = text<IpWish>(
  'dhcp, off, LINK:dhcp or ADDRESS:SERVER:GATEWAY:NETMASK:HOSTNAME:LINK:none',
  readIpWish,
);
