// Debian's dnsmasq on a network of a test's own: DHCP, proxy-DHCP, DHCPv6, router advertisements, TFTP and DNS, each
// where the options ask for it. https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html

import { ensureTools } from '../build/tools.ts';
import type { PrivateNetwork, Service } from './network.ts';
import { temporaryDirectory } from './temporary.ts';

/** DHCP with addresses for fifty machines. */
export const dhcpRange = 'dhcp-range=10.77.0.100,10.77.0.149,1h';

/**
 * Starts dnsmasq with `options`, its own without their dashes: `dhcp-boot=pxelinux.0`, `enable-tftp`,
 * `tftp-root=/srv`. Without a `port=` it is no name server. Its log tells each packet of DHCP. Throws with its reason
 * when it does not start.
 */
export async function startDnsmasq(network: PrivateNetwork, options: readonly string[]): Promise<Service> {
  await ensureTools(['dnsmasq']);
  const { path, remove } = await temporaryDirectory();
  const own = ['no-daemon', 'conf-file=/dev/null', 'no-resolv', 'no-hosts', 'no-ping', 'log-dhcp', 'pid-file='];
  const files = [`dhcp-leasefile=${path}/leases`, 'dhcp-authoritative'];
  const name = options.some((option) => option.startsWith('port=')) ? [] : ['port=0'];
  const service = network.start(
    'dnsmasq',
    [...own, ...files, ...name, ...options].map((option) => `--${option}`),
  );
  void service.ended.then(remove);
  await service.expect(/started, version/);
  return service;
}
