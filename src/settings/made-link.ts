// Links that are made of network cards, in dracut's syntax (dracut.cmdline(7), "Network").

import { isLinkName } from './ip-wish.ts';
import { text } from './types.ts';

export interface VlanWish {
  readonly name: string;
  /** IEEE 802.1Q, 1 to 4094. */
  readonly id: number;
  /** The link that carries it. */
  readonly parent: string;
}

export interface BondWish {
  readonly name: string;
  readonly members: readonly string[];
  /** As Documentation/networking/bonding.rst has them, in the order given: `mode`, `miimon`. */
  readonly options: readonly (readonly [string, string])[];
  readonly mtu?: number;
}

/** `NAME:LINK`, where the name ends with the number: `vlan0005`, `vlan5`, `eth0.0005`, `eth0.5`. */
export function readVlanWish(given: string): VlanWish | undefined {
  const [name = '', parent = '', ...more] = given.split(':');
  const id = Number(/^(?:vlan|.+\.)(\d{1,4})$/.exec(name)?.[1]);
  if (more.length > 0 || !isLinkName(name) || !isLinkName(parent) || !(id >= 1 && id <= 4094)) return undefined;
  return { name, id, parent };
}

/** `NAME:MEMBER,MEMBER:OPTION=VALUE,OPTION=VALUE:MTU`, of which the end may be missing, as dracut guesses it. */
export function readBondWish(given: string): BondWish | undefined {
  const [name = '', members = '', options = '', mtu = '', ...more] = given.split(':');
  const all = members === '' ? ['eth0', 'eth1'] : members.split(',');
  const pairs = (options === '' ? 'mode=balance-rr' : options).split(',').map((one) => {
    const [, key = '', value = ''] = /^([a-z0-9_]+)=([^\s/]+)$/.exec(one) ?? [];
    return [key, value.replaceAll(';', ',')] as const;
  });
  const right = [name || 'bond0', ...all].every(isLinkName) && pairs.every(([key]) => key !== '');
  if (!right || more.length > 0 || !/^\d{0,5}$/.test(mtu)) return undefined;
  return { name: name || 'bond0', members: all, options: pairs, ...(mtu ? { mtu: Number(mtu) } : {}) };
}

export const vlanWish = text<VlanWish>('NAME:LINK, such as eth0.5:eth0', readVlanWish);
export const bondWish = text<BondWish>(
  'NAME:LINK,LINK:mode=MODE, such as bond0:eth0,eth1:mode=active-backup',
  readBondWish,
);
