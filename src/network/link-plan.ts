// Which links are to have addresses, and how they come to them.

import type { Card } from './cards.ts';
import type { Bond, Vlan } from './made-links.ts';

/** How a link comes to its address; the settings' `ip` says what each of it means. */
export interface Addressing {
  readonly method: 'any' | 'dhcp' | 'dhcp6' | 'auto6' | 'static' | 'off';
  readonly link?: string;
  readonly address?: string;
  readonly prefix?: number;
  readonly gateway?: string;
  readonly server?: string;
  readonly hostname?: string;
  readonly dns: readonly string[];
  readonly mtu?: number;
}

export interface LinkWishes {
  readonly ip: readonly Addressing[];
  readonly vlans: readonly Vlan[];
  readonly bonds: readonly Bond[];
  readonly nameservers: readonly string[];
}

/** A link by its name, and all the ways to its addresses; one of both families unless something else is wished for. */
export interface PlannedLink {
  readonly name: string;
  readonly ways: readonly Addressing[];
}

const usual: Addressing = { method: 'any', dns: [] };

/**
 * The links that get addresses, by name: cards, VLANs and bonds that do not carry another one. Where each wish names its
 * link the others are left alone; a static address without a link is for the first one that has a signal, and comes
 * apart in `anywhere`.
 */
export function planLinks(
  { ip, vlans, bonds }: LinkWishes,
  cards: readonly Card[],
): { readonly links: readonly PlannedLink[]; readonly anywhere: readonly Addressing[] } {
  const carriers = new Set([...bonds.flatMap(({ members }) => members), ...vlans.map(({ parent }) => parent)]);
  const made = [...bonds, ...vlans].map(({ name }) => name);
  const nameOf = (link: string): string => cards.find(({ mac }) => mac === link)?.name ?? link;
  const named = new Map<string, Addressing[]>();
  for (const wish of ip) {
    if (wish.link === undefined) continue;
    const name = nameOf(wish.link);
    named.set(name, [...(named.get(name) ?? []), wish]);
  }
  const open = ip.filter(({ link }) => link === undefined);
  const others = open.filter(({ method }) => method !== 'static');
  const all = ip.length === 0 ? [usual] : others;
  const free = [...cards.map(({ name }) => name), ...made].filter((name) => !carriers.has(name) && !named.has(name));
  const links = [...free.map((name) => ({ name, ways: all })), ...[...named].map(([name, ways]) => ({ name, ways }))];
  return {
    links: links
      .map(({ name, ways }) => ({ name, ways: ways.filter(({ method }) => method !== 'off') }))
      .filter(({ ways }) => ways.length > 0)
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    anywhere: open.filter(({ method }) => method === 'static'),
  };
}
