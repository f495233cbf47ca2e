// An IPv6 lease: the address that a router advertises, or that of a DHCPv6 server, and what that server says of booting.

import { readFile } from 'node:fs/promises';
import { addressOf } from './autoconfiguration.ts';
import type { Client } from './client.ts';
import type { Asked } from './dhcp.ts';
import { askForAddress6, askForInformation6, type Told6 } from './dhcp6.ts';
import { address6 } from './dhcp6-packet.ts';
import type { Lease } from './lease.ts';

/** How long an address of the link takes at most, and one of a router, in milliseconds (RFC 4861: three solicitations). */
const patience = { link: 5000, global: 6000 } as const;

export interface Lease6 {
  readonly lease: Lease;
  /** Where it is a DHCPv6 server's, which is not on the link yet. */
  readonly release?: () => Promise<void>;
}

/**
 * Waits for the link's address. Undefined where nobody gives one within some 15 s, or `signal` ends the wait.
 * @param managed whether it is to be a DHCPv6 server's also where a router has another one
 */
export async function leaseFromRouter(
  link: Asked,
  client: Client,
  managed: boolean,
  signal: AbortSignal,
): Promise<Lease6 | undefined> {
  // Without an address of the link nobody can be asked; a kernel without IPv6 has none.
  if (!(await addressOf(link.name, 'link', patience.link, signal))) return undefined;
  const [advertised, told] = await Promise.all([
    addressOf(link.name, 'global', patience.global, signal),
    managed ? undefined : askForInformation6(link, client, signal),
  ]);
  if (advertised && !managed) return { lease: await leaseOf(link, advertised.address, advertised.prefix, told) };
  // No router, and no server that answers: there is nobody who would have an address.
  if (!managed && !told) return undefined;
  const given = await askForAddress6(link, client, signal);
  if (given?.address === undefined) return undefined;
  const lease = await leaseOf(link, given.address, 128, given);
  return { lease, ...(given.release ? { release: given.release } : {}) };
}

async function leaseOf({ name, mac }: Asked, address: string, prefix: number, told?: Told6): Promise<Lease> {
  const { bootFile, bootParameters = [], dns = [] } = told ?? {};
  const router = await routerOf(name);
  return {
    ...{ card: name, mac, address, prefix, dns, routers: router === undefined ? [] : [router] },
    ...(bootFile === undefined ? {} : { bootFile }),
    ...(bootParameters.length > 0 ? { bootParameters } : {}),
  };
}

/** The kernel's default route over the link, from /proc/net/ipv6_route: target, bits, source, bits, router, ..., link. */
async function routerOf(link: string): Promise<string | undefined> {
  const table = await readFile('/proc/net/ipv6_route', 'utf8').catch(() => '');
  for (const line of table.split('\n')) {
    const [target = '', bits, , , router = '', ...rest] = line.trim().split(/\s+/);
    const leads = /^0{32}$/.test(target) && bits === '00' && /[1-9a-f]/.test(router);
    if (leads && rest.at(-1) === link) return address6(Buffer.from(router, 'hex'));
  }
  return undefined;
}
