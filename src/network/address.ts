import { runTool } from '../linux/tool.ts';
import { addressOf } from './autoconfiguration.ts';
import type { Lease } from './lease.ts';

/**
 * Gives the link its address and routes. Raises ToolError.
 * @param metric of its routes: of those of several links the lowest counts
 */
export async function useLease(lease: Lease, metric: number): Promise<void> {
  const { card, address, prefix, routers, routes, mtu } = lease;
  const family = address.includes(':') ? ['-6'] : [];
  const ip = (...args: readonly string[]) => runTool('ip', [...family, ...args]);
  if (mtu !== undefined) await ip('link', 'set', 'dev', card, 'mtu', `${mtu}`);
  await ip('addr', 'replace', `${address}/${prefix}`, 'dev', card);
  // Nothing can be sent from it before the link has been asked whether somebody else has it.
  if (family.length > 0) await addressOf(card, 'global', 5000, AbortSignal.timeout(5000));
  const ways = routes ?? routers.slice(0, 1).map((via) => ({ to: 'default', via }));
  for (const { to, via } of ways) {
    // RFC 3442: what has no router is on the link itself.
    const where = via === '0.0.0.0' ? [] : ['via', via];
    const target = to === '0.0.0.0/0' ? 'default' : to;
    await ip('route', 'replace', target, ...where, 'dev', card, 'metric', `${metric}`);
  }
}
