import type { Journal } from '../journal.ts';
import type { Client } from './client.ts';
import { type Lease, namesBootFile } from './lease.ts';
import { hasBoot, type Offer } from './offer.ts';
import { askForOffers, bootOf } from './pxe.ts';

/**
 * The lease with what to boot, where the server of the address has not named that itself: from a proxy-DHCP server, or
 * from another DHCP server, which the journal then tells. The lease as it is where nobody offers anything within some
 * five seconds, or `signal` ends the wait.
 */
export async function withBootFile(
  lease: Lease,
  client: Client,
  journal: Journal,
  signal: AbortSignal,
): Promise<Lease> {
  // An IPv6 address comes with all that there is.
  if (namesBootFile(lease) || lease.noProxy || lease.address.includes(':')) return lease;
  const offers = await askForOffers(lease, client, signal);
  const others = offers.filter(({ server, proxy }) => !proxy && server !== lease.server);
  if (others.length > 0) journal.warning(twoServers(lease, others));
  for (const offer of offers.filter(hasBoot)) {
    const boot = await bootOf(offer, lease, client, signal);
    if (!boot) continue;
    const kind = offer.proxy ? 'the proxy-DHCP server' : 'the DHCP server';
    journal.info(`what to boot comes from ${kind} ${offer.server}, not with the address`);
    return { ...lease, ...boot };
  }
  return lease;
}

/** The lease with what servers have for a boot loader of this user class; undefined where that is nothing. */
export async function offeredTo(
  userClass: string,
  lease: Lease,
  client: Client,
  signal: AbortSignal,
): Promise<Lease | undefined> {
  const [offer] = (await askForOffers(lease, client, signal, userClass)).filter(hasBoot);
  const boot = offer && (await bootOf(offer, lease, client, signal));
  return boot && { ...lease, ...boot };
}

function twoServers({ card, address, server }: Lease, others: readonly Offer[]): string {
  const names = others.map((offer) => `${offer.server}${hasBoot(offer) ? ', which has something to boot' : ''}`);
  return `${card} has the address ${address} of the DHCP server ${server ?? 'that was first'}; there is also ${names.join('; ')}. Whose answer comes first counts, so this may differ the next time.`;
}
