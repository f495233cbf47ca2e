// The links of this machine, from the wish for a network to the addresses they have.

import { existsSync, readFileSync } from 'node:fs';
import type { Journal } from '../journal.ts';
import { useLease } from './address.ts';
import { type Card, cards, switchOn } from './cards.ts';
import type { Client } from './client.ts';
import { type Asked, askForLease } from './dhcp.ts';
import type { Lease } from './lease.ts';
import { leaseFromRouter } from './lease6.ts';
import { type Addressing, type LinkWishes, type PlannedLink, planLinks } from './link-plan.ts';
import { makeBond, makeVlan } from './made-links.ts';
import { useNameServers } from './name-servers.ts';
import { NetworkError } from './network-error.ts';

/** Of the routes of the first link; those of others come behind it. */
const firstMetric = 100;

export class Links {
  readonly #wishes: () => LinkWishes;
  readonly #client: Client;
  readonly #present: () => readonly Card[];
  readonly #journal: Journal;
  /** What has been got or is being waited for, by link and way. */
  readonly #leases = new Map<string, Promise<Lease | undefined>>();
  readonly #releases: (() => Promise<void>)[] = [];
  readonly #nameservers: string[] = [];
  readonly #domains: string[] = [];

  /**
   * @param wishes as they are when links are asked for
   * @param present the cards that there are then
   */
  constructor(wishes: () => LinkWishes, client: Client, journal: Journal, present: () => readonly Card[] = cards) {
    this.#present = present;
    this.#wishes = wishes;
    this.#client = client;
    this.#journal = journal;
  }

  /**
   * Begins to bring up every link that is not yet, and returns what becomes of each: a lease, undefined where nobody
   * has promised an address, or a NetworkError. What has failed is tried again the next time. Raises NetworkError where
   * there is no link. `signal` ends all waits.
   */
  async ask(signal: AbortSignal): Promise<readonly Promise<Lease | undefined>[]> {
    const wishes = this.#wishes();
    const unmade: unknown[] = [];
    const keep = (failure: unknown): void => void unmade.push(failure);
    for (const bond of wishes.bonds) await makeBond(bond).catch(keep);
    for (const vlan of wishes.vlans) await makeVlan(vlan).catch(keep);
    const { links, anywhere } = planLinks(wishes, this.#present());
    if (links.length === 0 && anywhere.length === 0)
      throw new NetworkError(
        wishes.ip.length > 0
          ? 'The setting baton.ip leaves no network card with an address.'
          : 'This machine has no network card that the kernel has a driver for in this image.',
      );
    const free = anywhere.map((way) => this.#once(`* ${way.address}`, () => this.#anywhere(way, signal)));
    const failed = unmade.map((failure) => Promise.reject(failure));
    const all = links.filter(({ name }) => existsSync(`/sys/class/net/${name}`) || !made(wishes, name));
    return [...failed, ...free, ...all.flatMap((link) => this.#askOne(link, signal))];
  }

  /** Gives back all addresses that are to be given back. Never throws, and ends within seconds. */
  async release(): Promise<void> {
    await Promise.allSettled(this.#releases.splice(0).map((release) => release()));
  }

  #askOne({ name, ways }: PlannedLink, signal: AbortSignal): Promise<Lease | undefined>[] {
    const up = this.#up(name, signal);
    return ways.flatMap((way) => {
      const { method } = way;
      const key = `${name} ${method} ${way.address ?? ''}`;
      if (method === 'static') return [this.#once(key, async () => this.#assign(await up, way))];
      const four = () => this.#once(`${key} 4`, async () => this.#four(await up, way, signal));
      const six = () => this.#once(`${key} 6`, async () => this.#six(await up, way, signal));
      return method === 'any' ? [four(), six()] : method === 'dhcp' ? [four()] : [six()];
    });
  }

  #once(key: string, task: () => Promise<Lease | undefined>): Promise<Lease | undefined> {
    const known = this.#leases.get(key);
    if (known) return known;
    const asking = task();
    this.#leases.set(key, asking);
    const forget = () => this.#leases.delete(key);
    asking.then((lease) => lease ?? forget(), forget);
    return asking;
  }

  /** The link, with a signal. */
  async #up(name: string, signal: AbortSignal): Promise<Asked> {
    const mac = macOf(name);
    if (mac === undefined) throw new NetworkError(`There is no network card ${name}, which the settings name.`);
    const link = { name, mac };
    const hasSignal = await switchOn(link, signal);
    if (signal.aborted) throw new NetworkError(`${name} (${mac}) has no address, because the wait for it was stopped.`);
    if (!hasSignal) throw new NetworkError(`${name} (${mac}) has no signal. Is its cable plugged in?`);
    return link;
  }

  /** A static address for the first link that has a signal. */
  async #anywhere(way: Addressing, signal: AbortSignal): Promise<Lease> {
    const all = this.#present();
    const link = await Promise.any(all.map(({ name }) => this.#up(name, signal))).catch(() => undefined);
    if (!link) throw new NetworkError(`None of ${all.length} network cards has a signal. Is a cable plugged in?`);
    return this.#assign(link, way);
  }

  async #assign(
    { name, mac }: Asked,
    { address = '', prefix = 24, gateway, server, ...way }: Addressing,
  ): Promise<Lease> {
    const lease: Lease = {
      ...{ card: name, mac, address, prefix, routers: gateway === undefined ? [] : [gateway], dns: way.dns },
      ...(server ? { server, bootServer: server } : {}),
      ...(way.hostname ? { hostname: way.hostname } : {}),
      ...(way.mtu ? { mtu: way.mtu } : {}),
    };
    await this.#use(lease, 'the settings');
    return lease;
  }

  async #four(link: Asked, way: Addressing, signal: AbortSignal): Promise<Lease> {
    const complete = (lease: Lease): Lease => ({ ...lease, ...(way.mtu ? { mtu: way.mtu } : {}) });
    const renewed = (lease: Lease): void => {
      void this.#use(complete(lease), 'DHCP, later').catch((failure) => this.#journal.warning(failure.message));
    };
    const asking = () => askForLease(link, this.#client, signal, renewed);
    const { lease, release } = await this.#journal.span(`a DHCP server was asked on ${link.name}`, asking);
    this.#releases.push(release);
    await this.#use(complete(lease), lease.server ?? 'DHCP', way.dns);
    return complete(lease);
  }

  async #six(link: Asked, { method, dns }: Addressing, signal: AbortSignal): Promise<Lease | undefined> {
    const found = await leaseFromRouter(link, this.#client, method === 'dhcp6', signal);
    if (!found) {
      if (method === 'any') return undefined;
      throw new NetworkError(`No router has given ${link.name} (${link.mac}) an IPv6 address.`);
    }
    if (found.release) {
      this.#releases.push(found.release);
      await this.#use(found.lease, 'DHCPv6', dns);
    } else await this.#name(found.lease, dns).then(() => this.#tell(found.lease, 'its router'));
    return found.lease;
  }

  /** @param from who has given it @param dns name servers that the settings have for this link */
  async #use(lease: Lease, from: string, dns: readonly string[] = []): Promise<void> {
    const others = this.#present().map(({ name }) => name);
    await useLease(lease, firstMetric + Math.max(0, others.indexOf(lease.card)));
    await this.#name(lease, dns);
    this.#tell(lease, from);
  }

  async #name({ dns, domain }: Lease, own: readonly string[]): Promise<void> {
    this.#nameservers.push(...own, ...dns);
    if (domain !== undefined) this.#domains.push(domain);
    await useNameServers([...this.#wishes().nameservers, ...this.#nameservers], [...new Set(this.#domains)]);
  }

  #tell({ card, address, prefix }: Lease, from: string): void {
    this.#journal.info(`${card} has the address ${address}/${prefix} from ${from}`);
  }
}

/** Whether it would have been made of others, and has said itself why it is not there. */
function made({ bonds, vlans }: LinkWishes, link: string): boolean {
  return [...bonds, ...vlans].some(({ name }) => name === link);
}

function macOf(name: string): string | undefined {
  const file = `/sys/class/net/${name}/address`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
