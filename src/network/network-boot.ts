import type { NetworkBoot } from '../dialects/network-boot.ts';
import type { Volume } from '../entry/volume.ts';
import type { Lease } from './lease.ts';
import { PatientVolume } from './patient-volume.ts';

/**
 * What a boot loader that was handed out with the lease would know, and the servers as it would see them for as long as
 * one configuration is read.
 * @param volume the server of an origin
 */
export function networkBoot(lease: Lease, volume: (origin: string) => Volume): NetworkBoot {
  const { mac, address, prefix, routers, dns, hostname, domain, server, bootServer, bootFile, rootPath } = lease;
  const servers = new Map<string, Volume>();
  const facts = {
    gateway: routers[0],
    dns: dns[0],
    hostname,
    domain,
    dhcpServer: server,
    bootServer,
    bootFile,
    rootPath,
  };
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
  return {
    mac,
    ip: address,
    ...(address.includes(':') ? {} : { netmask: netmask(prefix) }),
    ...Object.fromEntries(given),
    volume(origin) {
      const known = servers.get(origin) ?? new PatientVolume(volume(origin));
      servers.set(origin, known);
      return known;
    },
  };
}

function netmask(prefix: number): string {
  return [24, 16, 8, 0]
    .map((shift) => 256 - 2 ** Math.min(8, Math.max(0, 32 - prefix - shift)))
    .map((byte) => Math.max(0, byte))
    .join('.');
}
