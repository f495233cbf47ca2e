import { setServers } from 'node:dns';
import { runTool } from '../linux/tool.ts';
import type { Lease } from './lease.ts';

/** Gives the card its address, routes, and this program its name servers. Raises ToolError. */
export async function useLease({ card, address, prefix, routers, dns }: Lease): Promise<void> {
  await runTool('ip', ['addr', 'replace', `${address}/${prefix}`, 'dev', card]);
  const [router] = routers;
  if (router !== undefined) await runTool('ip', ['route', 'replace', 'default', 'via', router, 'dev', card]);
  if (dns.length > 0) setServers(dns);
}
