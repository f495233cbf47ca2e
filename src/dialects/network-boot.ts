import type { Volume } from '../entry/volume.ts';

/** What a boot loader that came over the network knows of it, and how it reaches the servers there. */
export interface NetworkBoot {
  /** Hardware address of the card, `52:54:00:12:34:56`. */
  readonly mac: string;
  /** Address of the card: IPv4 with its netmask, in dotted decimals, or IPv6. */
  readonly ip: string;
  readonly netmask?: string;
  readonly gateway?: string;
  readonly dns?: string;
  readonly hostname?: string;
  readonly domain?: string;
  /** The DHCP server. */
  readonly dhcpServer?: string;
  /** The server that the boot file comes from: a name or an address. */
  readonly bootServer?: string;
  readonly bootFile?: string;
  readonly rootPath?: string;
  /** The server with this origin, such as `http://10.0.0.1:8080`; undefined where there is no way to ask it. */
  volume(origin: string): Volume | undefined;
}
