import type { Machine } from '../dialect.ts';
import { wireOrder } from '../wire-order.ts';

/** What SYSAPPEND can add to a cmdline, and what this machine cannot tell of it. */
export interface Appended {
  readonly words: readonly string[];
  /** Names of what is asked for and not known here. */
  readonly unknown: readonly string[];
}

/** The flags of the processor in the order in which they stand in `CPU=` (core/dmi.c). */
const processorFlags: readonly (readonly [flag: string, letter: string])[] = [
  ['pae', 'P'],
  ['vmx', 'V'],
  ['smx', 'T'],
  ['nx', 'X'],
  ['lm', 'L'],
  ['svm', 'S'],
];

/** Of the bits from 0x10 on, the texts of SMBIOS by their names in /sys/class/dmi/id. */
const texts: readonly (readonly [name: string, field: string])[] = [
  ['SYSVENDOR', 'sys_vendor'],
  ['SYSPRODUCT', 'product_name'],
  ['SYSVERSION', 'product_version'],
  ['SYSSERIAL', 'product_serial'],
  ['SYSSKU', 'product_sku'],
  ['SYSFAMILY', 'product_family'],
  ['MBVENDOR', 'board_vendor'],
  ['MBPRODUCT', 'board_name'],
  ['MBVERSION', 'board_version'],
  ['MBSERIAL', 'board_serial'],
  ['MBASSET', 'board_asset_tag'],
  ['BIOSVENDOR', 'bios_vendor'],
  ['BIOSVERSION', 'bios_version'],
  ['SYSFF', 'chassis_type'],
];

/**
 * What the bits of SYSAPPEND (IPAPPEND before version 5.10) add to a cmdline, in their order. What there is only on a
 * network is nothing for a loader that came from a disk.
 * https://wiki.syslinux.org/wiki/index.php?title=SYSLINUX#SYSAPPEND_bitmask
 * @param filesystem UUID of the volume that the configuration lies on
 */
export function sysappend(
  bits: number,
  { hardware, network }: Machine,
  fromNetwork: boolean,
  filesystem?: string,
): Appended {
  const words: string[] = [];
  const unknown: string[] = [];
  const add = (bit: number, name: string, isKnown: boolean, value: () => string | undefined): void => {
    if ((bits & bit) === 0) return;
    if (!isKnown) unknown.push(name);
    const text = value();
    if (text) words.push(`${name}=${text}`.replace(/[\0-\x20\x7f]+/g, '_').replace(/_$/, ''));
  };
  const lease = !fromNetwork || network !== undefined;
  add(0x1, 'ip', lease, () => {
    // PXELINUX knows IPv4 alone.
    if (!fromNetwork || !network?.netmask) return undefined;
    const none = '0.0.0.0';
    return [network.ip, network.bootServer ?? none, network.gateway ?? none, network.netmask].join(':');
  });
  add(0x2, 'BOOTIF', lease, () => (fromNetwork ? network && `01-${network.mac.replaceAll(':', '-')}` : undefined));
  const hasHardware = hardware !== undefined;
  add(0x4, 'SYSUUID', hasHardware, () => wireOrder(hardware?.smbios('product_uuid')));
  add(0x8, 'CPU', hasHardware, () => hardware && cpu(hardware.cpuFlags()));
  for (const [at, [name, field]] of texts.entries()) add(0x10 << at, name, hasHardware, () => hardware?.smbios(field));
  add(0x40000, 'FSUUID', true, () => (fromNetwork ? undefined : filesystem));
  return { words, unknown };
}

/** Every processor that runs this is an i686 or its successor. */
function cpu(flags: readonly string[]): string {
  return `6${processorFlags.map(([flag, letter]) => (flags.includes(flag) ? letter : '')).join('')}`;
}
