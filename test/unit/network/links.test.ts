// Links on a network: several cards, static addresses, IPv6, and what becomes of them.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../../qemu/dnsmasq.ts';
import type { Lease } from '../../../src/network/lease.ts';
import { networkedAtOnce } from '../../networked.ts';
import { plugHost } from './plugged-host.ts';

interface Outcome {
  /** What became of each link: a lease, null, or a sentence. */
  readonly outcomes: readonly (Lease | string | null)[];
  /** After so many milliseconds the first lease was there. */
  readonly first: number;
  readonly told: readonly string[];
  readonly resolv: string;
}

/** Asks for all links as these settings want them: `{ ip: 'eth0:dhcp' }`, each by its name as a kernel parameter. */
const links = (settings: Readonly<Record<string, string | readonly string[]>>, last = 'await links.release();') => `
  const { Links } = await src('network/links.ts');
  const { readSettings } = await src('settings/settings.ts');
  const { readdirSync, readFileSync } = await import('node:fs');
  const given = Object.entries(${JSON.stringify(settings)});
  const parameters = given.flatMap(([name, values]) => [values].flat().map((value) => ({ name: 'baton.' + name, value })));
  const told = [];
  const journal = { info: (text) => told.push(text), warning: (text) => told.push(text), span: (_, task) => task() };
  const wishes = readSettings(parameters);
  if (wishes.problems.length > 0) throw new Error(wishes.problems.join());
  // The ends of veth are no cards to a kernel; they have no device.
  const present = () => readdirSync('/sys/class/net').filter((name) => name.startsWith('eth')).sort()
    .map((name) => ({ name, mac: readFileSync('/sys/class/net/' + name + '/address', 'utf8').trim() }));
  const links = new Links(() => wishes, { firmware: 'efi' }, journal, present);
  const began = performance.now();
  let first = Infinity;
  const asked = await links.ask(new AbortController().signal);
  const outcomes = await Promise.all(asked.map((asking) => asking.then((lease) => {
    if (lease) first = Math.min(first, performance.now() - began);
    return lease ?? null;
  }, (failure) => failure.message)));
  ${last}
  let resolv = '';
  try { resolv = readFileSync('/etc/resolv.conf', 'utf8'); } catch {}
  return { outcomes, first, told, resolv };
`;

const leasesOf = ({ outcomes }: Outcome): Lease[] =>
  outcomes.filter((one): one is Lease => typeof one === 'object' && one !== null);

networkedAtOnce(
  'a static address, its router and its name servers are what the settings say; nobody is asked',
  async (network) => {
    const server = await startDnsmasq(network, [dhcpRange]);
    const host = await plugHost(network);
    const ip = '10.77.0.5:10.77.0.1:10.77.0.254:255.255.255.0:box:eth0:none:10.77.0.2';
    const outcome = await host.evaluate<Outcome>(links({ ip, nameserver: '10.77.0.3' }));
    const [lease] = leasesOf(outcome);
    assert.is(lease?.address, '10.77.0.5');
    assert.is(lease?.bootServer, '10.77.0.1');
    assert.is(lease?.hostname, 'box');
    assert.match(await host.sh('ip addr show eth0'), /inet 10\.77\.0\.5\/24/);
    assert.match(await host.sh('ip route'), /default via 10\.77\.0\.254/);
    assert.is(outcome.resolv, 'nameserver 10.77.0.3\nnameserver 10.77.0.2\n');
    assert.not.match(server.log, /DHCPDISCOVER/);
  },
);

networkedAtOnce('names are looked up at the name servers of the settings', async (network) => {
  await startDnsmasq(network, ['port=53', 'address=/boot.test/10.77.0.9', 'address=/six.test/fd77::9']);
  const host = await plugHost(network);
  const settings = { ip: '10.77.0.5:::24::eth0:none', nameserver: '10.77.0.1' };
  const look = `
    const { lookup } = await src('network/names.ts');
    const address = (name) => new Promise((resolve) => lookup(name, {}, (failure, found) => resolve(failure?.code ?? found)));
    for (const name of ['boot.test', 'six.test']) told.push(await address(name));`;
  const { told } = await host.evaluate<Outcome>(links(settings, look));
  assert.equal(told.slice(-2), ['10.77.0.9', 'fd77::9']);
});

networkedAtOnce(
  'of two cards the one without a server does not hold up the other one, and its cable is told',
  async (network) => {
    await startDnsmasq(network, [dhcpRange]);
    const host = await plugHost(network, 'host', 2);
    await network.sh('ip link set host-0 down');
    const outcome = await host.evaluate<Outcome>(links({ ip: 'dhcp' }));
    assert.equal(
      leasesOf(outcome).map(({ card }) => card),
      ['eth1'],
    );
    assert.ok(outcome.first < 9000);
    assert.match(String(outcome.outcomes[0]), /^eth0 \(.*\) has no signal\. Is its cable plugged in\?$/);
  },
);

networkedAtOnce('both cards have routes, of which the first card counts', async (network) => {
  await startDnsmasq(network, [dhcpRange, 'dhcp-option=option:router,10.77.0.254']);
  const host = await plugHost(network, 'host', 2);
  await host.evaluate<Outcome>(links({ ip: 'dhcp' }));
  const routes = (await host.sh('ip route show default')).trim().split('\n');
  assert.equal(
    routes.map((route) => /dev (\S+)/.exec(route)?.[1]),
    ['eth0', 'eth1'],
  );
});

networkedAtOnce('only the links that the settings name are asked', async (network) => {
  const server = await startDnsmasq(network, [dhcpRange]);
  const host = await plugHost(network, 'host', 2);
  const outcome = await host.evaluate<Outcome>(links({ ip: ['eth1:dhcp', 'eth0:off'] }));
  assert.equal(
    leasesOf(outcome).map(({ card }) => card),
    ['eth1'],
  );
  assert.equal(server.log.match(/DHCPDISCOVER/g)?.length, 1);
});

networkedAtOnce('a name that no card has, and no card at all, are told', async (network) => {
  const host = await plugHost(network);
  const outcome = await host.evaluate<Outcome>(links({ ip: 'enp3s0:dhcp' }));
  assert.equal(outcome.outcomes, ['There is no network card enp3s0, which the settings name.']);
  const bare = await plugHost(network, 'bare', 0);
  const failing = `try { ${links({})} } catch (failure) { return failure.message; }`;
  assert.match(await bare.evaluate<string>(failing), /no network card that the kernel has a driver for/);
});

networkedAtOnce('IPv6: a router advertises the address, DHCPv6 names the URL and the name server', async (network) => {
  const server = await startDnsmasq(network, [
    'enable-ra',
    'dhcp-range=fd77::,ra-stateless',
    'dhcp-option=option6:bootfile-url,http://[fd77::1]/boot.efi',
    'dhcp-option=option6:bootfile-param,console=ttyS0,quiet',
    'dhcp-option=option6:dns-server,[fd77::2]',
  ]);
  const host = await plugHost(network);
  const outcome = await host.evaluate<Outcome>(links({ ip: 'auto6' }));
  const [lease] = leasesOf(outcome);
  assert.match(lease?.address ?? '', /^fd77::/);
  assert.is(lease?.prefix, 64);
  assert.is(lease?.bootFile, 'http://[fd77::1]/boot.efi');
  assert.equal(lease?.bootParameters, ['console=ttyS0', 'quiet']);
  assert.equal(lease?.dns, ['fd77::2']);
  assert.match(lease?.routers[0] ?? '', /^fe80::/);
  assert.match(outcome.resolv, /^nameserver fd77::2$/m);
  await server.expect(/DHCPINFORMATION-REQUEST/);
});

networkedAtOnce(
  'IPv6: where the router leaves addresses to DHCPv6, that gives one, and gets it back',
  async (network) => {
    const server = await startDnsmasq(network, [
      'enable-ra',
      'dhcp-range=fd77::100,fd77::1ff,64,1h',
      'dhcp-option=option6:bootfile-url,tftp://[fd77::1]/pxelinux.0',
    ]);
    const host = await plugHost(network);
    const outcome = await host.evaluate<Outcome>(links({ ip: 'dhcp6' }));
    const [lease] = leasesOf(outcome);
    assert.match(lease?.address ?? '', /^fd77::1[0-9a-f]{2}$/);
    assert.is(lease?.bootFile, 'tftp://[fd77::1]/pxelinux.0');
    assert.match(await host.sh('ip -6 addr show eth0'), new RegExp(`inet6 ${lease?.address}/128 .*`));
    await server.expect(/DHCPRELEASE/);
  },
);

networkedAtOnce(
  'IPv6: without a router that is said where it was asked for, and holds up nobody where it was not',
  async (network) => {
    await startDnsmasq(network, [dhcpRange]);
    const host = await plugHost(network);
    const asked = await host.evaluate<Outcome>(links({ ip: 'auto6' }));
    assert.match(String(asked.outcomes[0]), /^No router has given eth0 \(.*\) an IPv6 address\.$/);
    const usual = await host.evaluate<Outcome>(links({}));
    assert.equal(usual.outcomes[1], null);
    assert.is(leasesOf(usual).length, 1);
    assert.ok(usual.first < 9000);
  },
);

networkedAtOnce('a static IPv6 address can be used as soon as it is there', async (network) => {
  const host = await plugHost(network);
  const ip = '[fd77::5]::[fd77::1]:64::eth0:none';
  const ping = `const { execFileSync } = await import('node:child_process');
    told.push(execFileSync('/usr/sbin/ping', ['-c', '1', '-W', '2', 'fd77::1']).toString());`;
  const outcome = await host.evaluate<Outcome>(links({ ip }, ping));
  assert.match(outcome.told.join('\n'), /1 packets received/);
  assert.match(await host.sh('ip -6 route show default'), /via fd77::1 dev eth0/);
});

test.run();
