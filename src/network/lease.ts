// An address with what goes with it, and how it comes out of the environment that busybox's udhcpc gives to its script.

import { readOptions } from './dhcp-packet.ts';

/** An address with what goes with it. */
export interface Lease {
  /** The kernel's name of the network card. */
  readonly card: string;
  /** Its hardware address, `52:54:00:12:34:56`. */
  readonly mac: string;
  /** IPv4 in dotted decimals, or IPv6; and how many of its bits are the network. */
  readonly address: string;
  readonly prefix: number;
  readonly routers: readonly string[];
  /** Routes (RFC 3442), which take the place of the routers. */
  readonly routes?: readonly { readonly to: string; readonly via: string }[];
  readonly mtu?: number;
  readonly dns: readonly string[];
  /** Addresses of time servers (option 42). */
  readonly timeServers?: readonly string[];
  readonly domain?: string;
  readonly hostname?: string;
  /** The DHCP server. */
  readonly server?: string;
  /** Where the boot file comes from: a name or an address (option 66, or the packet's own fields). */
  readonly bootServer?: string;
  /** A path or URL (option 67, or the packet's own field). */
  readonly bootFile?: string;
  readonly rootPath?: string;
  /** What the boot file is started with (DHCPv6 option 60, RFC 5970). */
  readonly bootParameters?: readonly string[];
  /** PXELINUX's configuration file and path prefix (options 209 and 210, RFC 5071). */
  readonly configFile?: string;
  readonly pathPrefix?: string;
  /** After how many seconds what did not work may be tried again (option 211, RFC 5071). */
  readonly rebootTime?: number;
  /** The server says that there is no proxy-DHCP server to be waited for (iPXE's option 175, 176 in it). */
  readonly noProxy?: true;
  /** Option 60 of the answer: `HTTPClient` where the boot file is a URL for UEFI's HTTP boot. */
  readonly vendorClass?: string;
}

/** What leads to something to boot. */
export function namesBootFile({ bootFile, configFile, pathPrefix }: Partial<Lease>): boolean {
  return [bootFile, configFile, pathPrefix].some((given) => given !== undefined);
}

type Environment = Readonly<Record<string, string | undefined>>;

const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter((word) => word !== '');

/** The first that is there and not empty. */
function first(...given: readonly (string | undefined)[]): string | undefined {
  return given.find((text) => text !== undefined && text !== '');
}

/**
 * The lease in the environment of udhcpc's script; undefined where there is no address in it.
 * Names of the variables: busybox's examples/udhcp/simple.script and networking/udhcp/common.c.
 */
export function leaseFrom(environment: Environment, mac: string): Lease | undefined {
  const { interface: card, ip: address } = environment;
  if (!card || !address) return undefined;
  const prefix = Number(environment.mask ?? 24);
  const nextServer = environment.siaddr === '0.0.0.0' ? undefined : environment.siaddr;
  const optional = {
    domain: first(environment.domain),
    hostname: first(environment.hostname),
    server: first(environment.serverid),
    bootServer: first(
      words(environment.tftp)[0],
      firstAddress(environment.opt150),
      environment.sname,
      nextServer,
      environment.serverid,
    ),
    bootFile: first(environment.bootfile, environment.boot_file),
    rootPath: first(environment.rootpath),
    configFile: first(environment.pxeconffile),
    pathPrefix: first(environment.pxepathprefix),
    vendorClass: first(environment.vendor),
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  const routes = routesFrom(environment.staticroutes);
  const mtu = Number(environment.mtu);
  const timeServers = words(environment.ntpsrv);
  const rebootTime = Number(environment.reboottime);
  return {
    card,
    mac,
    address,
    ...(routes.length > 0 ? { routes } : {}),
    ...(timeServers.length > 0 ? { timeServers } : {}),
    ...(rebootTime > 0 ? { rebootTime } : {}),
    ...(saysNoProxy(environment.opt175) ? { noProxy: true } : {}),
    ...(mtu >= 68 && mtu <= 65_535 ? { mtu } : {}),
    prefix: Number.isInteger(prefix) && prefix > 0 && prefix <= 32 ? prefix : 24,
    routers: words(environment.router),
    dns: words(environment.dns),
    ...Object.fromEntries(given),
  };
}

/** Option 150, addresses of TFTP servers, which udhcpc gives in hexadecimal. */
function firstAddress(hex = ''): string | undefined {
  return /^[0-9a-f]{8}/i.test(hex) ? Buffer.from(hex.slice(0, 8), 'hex').join('.') : undefined;
}

/** `NETWORK/BITS ROUTER` one after the other. */
function routesFrom(text: string | undefined): { to: string; via: string }[] {
  const given = words(text);
  return given.flatMap((to, at) => {
    const via = given[at + 1];
    return at % 2 === 0 && via !== undefined ? [{ to, via }] : [];
  });
}

/** https://ipxe.org/howto/dhcpd#speeding_up_proxydhcp */
function saysNoProxy(hex = ''): boolean {
  const options = new Map<number, Buffer>();
  readOptions(Buffer.from(hex, 'hex'), options);
  return options.get(176)?.[0] === 1;
}
