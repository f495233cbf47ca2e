// Links that are made of others: VLANs (IEEE 802.1Q) and bonds (Documentation/networking/bonding.rst).

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runTool } from '../linux/tool.ts';
import type { Asked } from './dhcp.ts';
import { NetworkError } from './network-error.ts';

const links = '/sys/class/net';

export interface Vlan {
  readonly name: string;
  readonly id: number;
  readonly parent: string;
}

export interface Bond {
  readonly name: string;
  readonly members: readonly string[];
  readonly options: readonly (readonly [string, string])[];
  readonly mtu?: number;
}

/** Makes the VLAN, if it is not there. Raises NetworkError. */
export async function makeVlan({ name, id, parent }: Vlan): Promise<Asked> {
  if (!existsSync(`${links}/${parent}`)) throw new NetworkError(`There is no ${parent} for the VLAN ${name}.`);
  try {
    await runTool('ip', ['link', 'set', 'dev', parent, 'up']);
    if (!existsSync(`${links}/${name}`))
      await runTool('ip', ['link', 'add', 'link', parent, 'name', name, 'type', 'vlan', 'id', `${id}`]);
  } catch (cause) {
    throw new NetworkError(`The VLAN ${name} on ${parent} could not be made. Is 8021q in the image's profile?`, {
      cause,
    });
  }
  return linkOf(name);
}

/** Makes the bond, if it is not there, of those of its members that are. Raises NetworkError. */
export async function makeBond({ name, members, options, mtu }: Bond): Promise<Asked> {
  const present = members.filter((member) => existsSync(`${links}/${member}`));
  if (present.length === 0) throw new NetworkError(`There is none of ${members.join(', ')} for the bond ${name}.`);
  if (existsSync(`${links}/${name}`)) return linkOf(name);
  try {
    // Loads the driver, which makes no bond of its own (initramfs/etc/modprobe.d); with iproute2's words busybox cannot.
    if (!existsSync(`${links}/bonding_masters`)) await runTool('modprobe', ['bonding', 'max_bonds=0']);
    writeFileSync(`${links}/bonding_masters`, `+${name}`);
    for (const [option, value] of options) setOption(name, option, value);
    for (const member of present) {
      await runTool('ip', ['link', 'set', 'dev', member, 'down']);
      writeFileSync(`${links}/${name}/bonding/slaves`, `+${member}`);
    }
    if (mtu !== undefined) await runTool('ip', ['link', 'set', 'dev', name, 'mtu', `${mtu}`]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetworkError(`The bond ${name} could not be made (${why}). Is bonding in the image's profile?`, {
      cause,
    });
  }
  return linkOf(name);
}

/** Those that take several values take them one by one. */
function setOption(bond: string, option: string, value: string): void {
  const file = `${links}/${bond}/bonding/${option}`;
  const several = option === 'arp_ip_target' || option === 'ns_ip6_target';
  for (const one of several ? value.split(',') : [value]) writeFileSync(file, several ? `+${one}` : one);
}

function linkOf(name: string): Asked {
  return { name, mac: readFileSync(`${links}/${name}/address`, 'utf8').trim() };
}
