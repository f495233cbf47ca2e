import type { Machine } from '../dialects/dialect.ts';
import { serverPlace, unescaped } from '../dialects/server-place.ts';
import { readSyslinux } from '../dialects/syslinux/read.ts';
import { pxelinuxSearchOrder } from '../dialects/syslinux/search-order.ts';
import { wireOrder } from '../dialects/wire-order.ts';
import type { Reading } from '../entry/reading.ts';
import type { Lease } from './lease.ts';
import { firstThere } from './located.ts';
import { NetworkError } from './network-error.ts';

/**
 * PXELINUX's configuration for this machine, beside its boot file or where the lease says. Raises NetworkError where there
 * is none. https://wiki.syslinux.org/wiki/index.php?title=PXELINUX#Configuration and RFC 5071
 * @param boot URL of the boot file
 */
export async function findPxelinux(boot: string, lease: Lease, machine: Machine): Promise<Reading> {
  const { configFile, pathPrefix, mac, address } = lease;
  // A prefix is put before names as it is; without a slash at its end it is a part of the name.
  const given = pathPrefix ?? '.';
  if (!URL.canParse(given, boot))
    throw new NetworkError(
      `The DHCP server names ${given} as PXELINUX's prefix (option 210), which is no path or URL.`,
    );
  const prefix = new URL(given, boot).href;
  const uuid = machine.hardware?.smbios('product_uuid');
  // PXELINUX asks by the UUID as its bytes lie in SMBIOS; who has it from Linux may have named the file so.
  const wire = wireOrder(uuid);
  const uuids = wire !== undefined && uuid !== undefined ? [wire, uuid] : [];
  const names = uuids.flatMap((one) => pxelinuxSearchOrder({ uuid: one }).slice(0, 1));
  names.push(...pxelinuxSearchOrder({ mac, ip: address }));
  const urls = [...(configFile === undefined ? [] : [configFile]), ...names].map((name) =>
    serverPlace(name) ? name : name.startsWith('/') ? new URL(name, prefix).href : `${prefix}${name}`,
  );
  const found = await firstThere(urls, machine);
  const directory = unescaped(new URL(prefix).pathname).replace(/\/$/, '') || '/';
  if (found) return readSyslinux(found.path, directory, found.volume, 'pxe', machine);
  throw new NetworkError(
    `The server has no configuration of PXELINUX: ${urls.length} names were tried below ${prefix}.`,
  );
}
