import type { Machine } from '../dialect.ts';
import { loaderPlatform } from '../loader-platform.ts';
import { wireOrder } from '../wire-order.ts';

/**
 * The variables of a GRUB that came over the network: of the interface that it came by, and of what is the default.
 * (GRUB: `grub_net_configure_by_dhcp_ack` in grub-core/net/bootp.c.)
 */
export function netVariables(machine: Machine): readonly (readonly [string, string])[] {
  const { network, hardware } = machine;
  if (!network) return [];
  const { ip, mac, hostname, domain, rootPath, bootFile, bootServer } = network;
  const name = loaderPlatform(machine) === 'efi' ? 'efinet0' : 'pxe';
  const [, host, path] = /^https?:\/\/([^/]+)(.*)$/.exec(bootFile ?? '') ?? [];
  const server = host ?? bootServer;
  const own = {
    ip,
    mac,
    hostname,
    domain,
    rootpath: rootPath,
    boot_file: path ?? bootFile,
    next_server: bootServer,
    clientuuid: wireOrder(hardware?.smbios('product_uuid')),
  };
  const variables = {
    net_default_interface: name,
    net_default_ip: ip,
    net_default_mac: mac,
    net_default_server: server,
    pxe_default_server: server,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`net_${name}_${key}`, value])),
  };
  return Object.entries(variables).filter((pair): pair is [string, string] => pair[1] !== undefined);
}
