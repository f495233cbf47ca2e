// Servers as GRUB's devices: `tftp,10.0.0.1`, `http,boot.example:8080`, or `tftp` for the server that is the default.
// (GRUB: `grub_net_open_real` in grub-core/net/net.c.)

import type { NetworkBoot } from '../network-boot.ts';
import { toText } from './bytes.ts';
import type { Device } from './device.ts';

export class Servers {
  readonly #network: NetworkBoot;
  readonly #standard: () => string | undefined;

  /** @param standard the server where a device names none, a byte string */
  constructor(network: NetworkBoot, standard: () => string | undefined) {
    this.#network = network;
    this.#standard = standard;
  }

  /** The device of that name, a byte string; undefined for one that is no server. */
  find(name: string): Device | undefined {
    const [, protocol, server = this.#standard()] =
      /^(tftp|https?)(?:,(.+))?$/.exec(name) ?? /^(pxe)(?::(.+))?$/.exec(name) ?? [];
    if (protocol === undefined || !server) return undefined;
    const host = /^[0-9a-f]*:[0-9a-f:.]*:/i.test(server) ? `[${server}]` : server;
    const volume = this.#network.volume(`${protocol === 'pxe' ? 'tftp' : protocol}://${toText(host)}`);
    return volume && { name, volume };
  }
}

/** The name of the device for a volume that is a server; undefined for others. @param id such as `http://10.0.0.1` */
export function serverName(id: string): string | undefined {
  const [, protocol, host] = /^(tftp|https?):\/\/(?:[^/@]*@)?([^/]+)$/.exec(id) ?? [];
  return protocol && `${protocol},${host}`;
}
