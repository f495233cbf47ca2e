/** What PXELINUX knows of the machine when it looks for its configuration. */
export interface NetworkFacts {
  /** SMBIOS system UUID, in any case. */
  readonly uuid?: string;
  /** Hardware address as `52:54:00:12:34:56`; hyphens will do. */
  readonly mac?: string;
  /** ARP hardware type (RFC 1700); 1, Ethernet, where it is not given. */
  readonly hardwareType?: number;
  /** IPv4 address in dotted decimals. */
  readonly ip?: string;
}

/**
 * The configuration files that PXELINUX asks its server for, in its order: by UUID, by hardware address, by IPv4
 * address as capital hexadecimal digits that become fewer from the right, and `default`.
 * https://wiki.syslinux.org/wiki/index.php?title=PXELINUX#Configuration
 * @returns paths relative to the directory of pxelinux.0; what is not known, or is no address, is left out
 */
export function pxelinuxSearchOrder({ uuid, mac, hardwareType = 1, ip }: NetworkFacts): string[] {
  const names: string[] = [];
  if (uuid !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) names.push(uuid.toLowerCase());
  if (mac !== undefined && /^[0-9a-f]{2}(?:[:-][0-9a-f]{2})*$/i.test(mac))
    names.push([hex(hardwareType), ...mac.toLowerCase().split(/[:-]/)].join('-'));
  const bytes = ip?.split('.').map(Number) ?? [];
  if (bytes.length === 4 && bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)) {
    const digits = bytes.map(hex).join('').toUpperCase();
    for (let length = digits.length; length > 0; length -= 1) names.push(digits.slice(0, length));
  }
  return [...names, 'default'].map((name) => `pxelinux.cfg/${name}`);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
