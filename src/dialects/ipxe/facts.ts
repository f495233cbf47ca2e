import type { Machine } from '../dialect.ts';
import { loaderPlatform } from '../loader-platform.ts';
import { Settings } from './settings.ts';

/** What iPXE's settings are before a script runs, such as `net0/mac` and `next-server`; `name:TYPE` says how it is written. */
export type Facts = Readonly<Record<string, string>>;

/** A version of iPXE that has every command which is understood here. */
const VERSION = '1.21.1';

/**
 * The settings of an iPXE on this machine, with what is known beyond. The card that the script has come by is the first.
 * https://ipxe.org/cfg
 * @param url of the script, where it came from a server
 */
export function initialSettings(machine: Machine, facts: Facts, url?: string): Settings {
  const settings = new Settings();
  const all: Readonly<Record<string, string | undefined>> = {
    platform: loaderPlatform(machine) === 'efi' ? 'efi' : 'pcbios',
    buildarch: machine.cpu,
    version: VERSION,
    cwuri: url,
    cwduri: url?.replace(/[?#].*$/s, '').replace(/[^/]*$/, ''),
    ...networkFacts(machine),
    ...hardwareFacts(machine),
    ...facts,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) settings.set(name, value);
  return settings;
}

function networkFacts({ network }: Machine): Readonly<Record<string, string | undefined>> {
  if (!network) return {};
  const { mac, ip, netmask, gateway, dns, hostname, domain, dhcpServer, bootServer, bootFile, rootPath } = network;
  const facts = {
    mac,
    hwaddr: mac,
    ifname: 'net0',
    linktype: 'Ethernet',
    [ip.includes(':') ? 'ip6' : 'ip']: ip,
    netmask,
    gateway,
    dns,
    hostname,
    domain,
    'dhcp-server': dhcpServer,
    'next-server': bootServer,
    filename: bootFile,
    'root-path': rootPath,
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [`net0/${name}`, value]));
}

function hardwareFacts({ hardware }: Machine): Readonly<Record<string, string | undefined>> {
  return {
    'smbios/uuid': hardware?.smbios('product_uuid'),
    'smbios/manufacturer': hardware?.smbios('sys_vendor'),
    'smbios/product': hardware?.smbios('product_name'),
    'smbios/serial': hardware?.smbios('product_serial'),
    'smbios/asset': hardware?.smbios('chassis_asset_tag'),
    'smbios/board-serial': hardware?.smbios('board_serial'),
  };
}
