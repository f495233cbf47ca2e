// What a server offers to boot, out of its answer: PXE 2.1, section 2.2, and RFC 4578.

import { option, type Packet, readOptions, textOf, type } from './dhcp-packet.ts';
import type { Lease } from './lease.ts';

/** What a server says of booting. */
export interface Offer {
  readonly server: string;
  /** True where it offers no address of its own. */
  readonly proxy: boolean;
  readonly boot: Pick<Lease, 'bootServer' | 'bootFile' | 'configFile' | 'pathPrefix' | 'rootPath' | 'vendorClass'>;
  /** Where PXE's boot servers are to be asked for the file, and for which of their kinds. */
  readonly discovery?: { readonly servers: readonly string[]; readonly kind?: number };
}

/** Whether the offer leads to something. */
export function hasBoot(offer: Offer | undefined): boolean {
  return offer !== undefined && (offer.boot.bootFile !== undefined || offer.discovery !== undefined);
}

/** What a server answers; undefined for what is no offer. */
export function offerFrom(packet: Packet): Offer | undefined {
  const { options, address, nextServer, serverName, file } = packet;
  const kind = options.get(option.messageType)?.[0];
  if (kind !== type.offer && kind !== type.ack) return undefined;
  const server = options.get(option.server)?.join('.') ?? nextServer;
  const text = (code: number): string | undefined => textOf(options.get(code)) || undefined;
  const none = '0.0.0.0';
  const bootServer =
    text(option.bootServer) ??
    options.get(option.tftpServers)?.subarray(0, 4).join('.') ??
    (serverName || (nextServer === none ? server : nextServer));
  const boot = {
    bootServer,
    bootFile: text(option.bootFile) ?? (file || undefined),
    configFile: text(option.configFile),
    pathPrefix: text(option.pathPrefix),
    rootPath: text(option.rootPath),
    vendorClass: text(option.vendorClass),
  };
  const given = Object.fromEntries(Object.entries(boot).filter(([, value]) => value !== undefined));
  const isPxe = boot.vendorClass?.startsWith('PXEClient') ?? false;
  const discovery = isPxe ? discoveryOf(options.get(option.vendor), server, boot.bootFile) : undefined;
  return { server, proxy: address === none, boot: given, ...(discovery ? { discovery } : {}) };
}

/** PXE's own options (PXE 2.1, table 2-1): 6 how boot servers are found, 8 which there are, 9 the menu of their kinds. */
function discoveryOf(vendor: Buffer | undefined, server: string, file: string | undefined): Offer['discovery'] {
  const options = new Map<number, Buffer>();
  if (vendor) readOptions(vendor, options);
  const control = options.get(6)?.[0] ?? 0;
  const menu = options.get(9);
  const kind = menu && menu.length >= 2 ? menu.readUInt16BE(0) : undefined;
  // Bit 3: a file that is named is loaded without a question.
  if (file !== undefined && (kind === undefined || control & 8)) return undefined;
  // Kind 0 is "boot from the disk", which is what happens where the network has nothing.
  if (kind === 0) return undefined;
  const servers = bootServers(options.get(8), kind);
  return { servers: servers.length > 0 ? servers : [server], ...(kind === undefined ? {} : { kind }) };
}

/** Each kind of servers: its number, how many, and their addresses. */
function bootServers(list: Buffer | undefined, kind: number | undefined): string[] {
  for (let at = 0; list && at + 3 <= list.length; ) {
    const count = list[at + 2]!;
    const addresses = Array.from({ length: count }, (_, one) => list.subarray(at + 3 + 4 * one, at + 7 + 4 * one));
    if (kind === undefined || list.readUInt16BE(at) === kind)
      return addresses.filter(({ length }) => length === 4).map((address) => address.join('.'));
    at += 3 + 4 * count;
  }
  return [];
}
