// What a DHCP server has told, out of the environment that busybox's udhcpc gives to its script.

/** An address with what goes with it. */
export interface Lease {
  /** The kernel's name of the network card. */
  readonly card: string;
  /** Its hardware address, `52:54:00:12:34:56`. */
  readonly mac: string;
  /** IPv4, in dotted decimals, and how many of its bits are the network. */
  readonly address: string;
  readonly prefix: number;
  readonly routers: readonly string[];
  readonly dns: readonly string[];
  readonly domain?: string;
  readonly hostname?: string;
  /** The DHCP server. */
  readonly server?: string;
  /** Where the boot file comes from: a name or an address (option 66, or the packet's own fields). */
  readonly bootServer?: string;
  /** A path or URL (option 67, or the packet's own field). */
  readonly bootFile?: string;
  readonly rootPath?: string;
  /** PXELINUX's configuration file and path prefix (options 209 and 210, RFC 5071). */
  readonly configFile?: string;
  readonly pathPrefix?: string;
  /** Option 60 of the answer: `HTTPClient` where the boot file is a URL for UEFI's HTTP boot. */
  readonly vendorClass?: string;
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
    bootServer: first(words(environment.tftp)[0], environment.sname, nextServer, environment.serverid),
    bootFile: first(environment.bootfile, environment.boot_file),
    rootPath: first(environment.rootpath),
    configFile: first(environment.pxeconffile),
    pathPrefix: first(environment.pxepathprefix),
    vendorClass: first(environment.vendor),
  };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    card,
    mac,
    address,
    prefix: Number.isInteger(prefix) && prefix > 0 && prefix <= 32 ? prefix : 24,
    routers: words(environment.router),
    dns: words(environment.dns),
    ...Object.fromEntries(given),
  };
}
