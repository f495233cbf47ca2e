// An address and what to boot, by DHCP and proxy-DHCP, from Debian's dnsmasq.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../../qemu/dnsmasq.ts';
import type { PrivateNetwork } from '../../../qemu/network.ts';
import type { Lease } from '../../../src/network/lease.ts';
import { networkedAtOnce } from '../../networked.ts';
import { plugHost } from './plugged-host.ts';

/** Brings eth0 up, asks for a lease, and for what to boot where the lease does not name it. */
const ask = `
  const { askForLease } = await src('network/dhcp.ts');
  const { withBootFile } = await src('network/boot-offer.ts');
  const { switchOn, cards } = await src('network/cards.ts');
  const { useLease } = await src('network/address.ts');
  const { readFileSync } = await import('node:fs');
  const link = { name: 'eth0', mac: readFileSync('/sys/class/net/eth0/address', 'utf8').trim() };
  const { signal } = new AbortController();
  const client = { firmware: 'pc', uuid: '01020304-0506-0708-090a-0b0c0d0e0f10' };
  const told = [];
  const journal = { info: (text) => told.push(text), warning: (text) => told.push(text) };
  await switchOn(link, signal);
`;

const complete = `${ask}
  const { lease, release } = await askForLease(link, client, signal, () => {});
  await useLease(lease, 100);
  const began = performance.now();
  const found = await withBootFile(lease, client, journal, signal);
  const took = performance.now() - began;
  await release();
  return { lease, found, told, took };
`;

interface Answer {
  readonly lease: Lease;
  readonly found: Lease;
  readonly told: readonly string[];
  readonly took: number;
}

networkedAtOnce(
  'a lease has address, routers, name servers and what to boot, and is given back in the end',
  async (network) => {
    const server = await startDnsmasq(network, [
      dhcpRange,
      'dhcp-boot=grub/core.0,,10.77.0.9',
      'dhcp-option=option:router,10.77.0.254',
      'dhcp-option=option:dns-server,10.77.0.2,10.77.0.3',
      'dhcp-option-force=209,first.cfg',
      'dhcp-option-force=210,/tftp/',
      // 300 seconds.
      'dhcp-option-force=211,00:00:01:2c',
      'dhcp-option=option:classless-static-route,10.99.0.0/16,10.77.0.7,0.0.0.0/0,10.77.0.254',
      'dhcp-option=option:mtu,1400',
    ]);
    const host = await plugHost(network);
    const { lease, took } = await host.evaluate<Answer>(complete);
    const { card, address, prefix, routers, dns, mtu, routes } = lease;
    const { bootFile, bootServer, configFile, pathPrefix, rebootTime } = lease;
    assert.match(address, /^10\.77\.0\.1[0-4]\d$/);
    assert.equal(
      { card, prefix, routers, dns },
      {
        card: 'eth0',
        prefix: 24,
        routers: ['10.77.0.254'],
        dns: ['10.77.0.2', '10.77.0.3'],
      },
    );
    assert.equal(
      { bootFile, bootServer, configFile, pathPrefix, rebootTime, mtu },
      {
        bootFile: 'grub/core.0',
        bootServer: '10.77.0.9',
        configFile: 'first.cfg',
        pathPrefix: '/tftp/',
        rebootTime: 300,
        mtu: 1400,
      },
    );
    assert.equal(routes, [
      { to: '10.99.0.0/16', via: '10.77.0.7' },
      { to: '0.0.0.0/0', via: '10.77.0.254' },
    ]);
    assert.match(await host.sh('ip route'), /default via 10\.77\.0\.254 .*metric 100/);
    assert.match(await host.sh('ip route'), /10\.99\.0\.0\/16 via 10\.77\.0\.7/);
    assert.match(await host.sh('cat /sys/class/net/eth0/mtu'), /^1400$/m);
    assert.ok(took < 4000, 'nobody else is asked');
    await server.expect(/DHCPRELEASE\(switch0\)/);
  },
);

networkedAtOnce('an address is renewed, and what the server then tells is told', async (network) => {
  const server = await startDnsmasq(network, [dhcpRange]);
  const host = await plugHost(network);
  const [first, later] = await host.evaluate<[Lease, Lease]>(`${ask}
    let renewed;
    const later = new Promise((resolve) => { renewed = resolve; });
    const { lease, release } = await askForLease(link, client, signal, renewed);
    await useLease(lease, 100);
    // SIGUSR1 has udhcpc renew before half of the lease's hour is over.
    const [child] = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim().split(' ');
    process.kill(Number(child), 'SIGUSR1');
    const leases = [lease, await later];
    await release();
    return leases;
  `);
  assert.equal(later, first);
  assert.is(server.log.match(/DHCPACK\(/g)?.length, 2);
});

networkedAtOnce('where nobody answers that is said, and Esc ends the wait at once', async (network) => {
  const host = await plugHost(network);
  const { message, took } = await host.evaluate<{ message: string; took: number }>(`${ask}
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 500);
    const began = performance.now();
    const message = await askForLease(link, client, stop.signal, () => {}).catch((failure) => failure.message);
    return { message, took: performance.now() - began };
  `);
  assert.match(message, /^eth0 .* has no address, because the wait for a DHCP server was stopped\.$/);
  assert.ok(took < 8000);
  const silence = await host.evaluate<string>(
    `${ask} return askForLease(link, client, signal, () => {}).catch((failure) => failure.message);`,
  );
  assert.match(silence, /^No DHCP server has answered eth0 \(.*\)\. Is it plugged into the right network\?$/);
});

networkedAtOnce('a proxy names the boot file, and the address comes from the other server', async (network) => {
  await network.sh('ip addr add 10.77.0.2/24 dev switch0');
  const first = ['interface=switch0', 'bind-interfaces'];
  await startDnsmasq(network, [...first, dhcpRange]);
  const services = ['pxe-service=x86PC,"Boot",boot/pxelinux', 'pxe-service=X86-64_EFI,"Boot",boot/grubx64.efi'];
  await using other = await startProxy(network, services);
  const host = await plugHost(network);
  const { lease, found, told } = await host.evaluate<Answer>(complete);
  assert.is(lease.bootFile, undefined);
  assert.match(found.address, /^10\.77\.0\.1[0-4]\d$/);
  assert.is(found.bootFile, 'boot/pxelinux.0');
  assert.equal(told, [`what to boot comes from the proxy-DHCP server 10.77.0.3, not with the address`]);
  await other.expect(/PXE/);
  const { found: byUefi } = await host.evaluate<Answer>(complete.replace("firmware: 'pc'", "firmware: 'efi'"));
  assert.is(byUefi.bootFile, 'boot/grubx64.efi');
});

/** dnsmasq as a proxy, on a host of its own with the address 10.77.0.3. */
async function startProxy(network: PrivateNetwork, options: readonly string[]) {
  const holder = network.start('unshare', ['-n', 'sh', '-ec', 'ip link set lo up; echo "pid $$"; exec sleep 3600']);
  await holder.expect(/pid \d+/);
  const pid = /pid (\d+)/.exec(holder.log)?.[1] ?? '';
  await network.sh(`ip link add proxy type veth peer name eth0 netns ${pid} && ip link set proxy master switch0 up`);
  await network.run('nsenter', [
    '-t',
    pid,
    '-n',
    'sh',
    '-ec',
    'ip addr add 10.77.0.3/24 dev eth0; ip link set eth0 up',
  ]);
  const own = ['no-daemon', 'conf-file=/dev/null', 'port=0', 'log-dhcp', 'pid-file=', 'leasefile-ro', 'no-ping'];
  const all = [...own, ...options].map((option) => `--${option}`);
  const isProxy = options.some((option) => option.startsWith('dhcp-range=')) ? [] : ['--dhcp-range=10.77.0.0,proxy'];
  const service = network.start('nsenter', ['-t', pid, '-n', 'dnsmasq', ...isProxy, ...all]);
  await service.expect(/started, version/);
  return service;
}

networkedAtOnce(
  'of two DHCP servers one gives the address, and the other one what to boot; that is said',
  async (network) => {
    await startDnsmasq(network, [dhcpRange]);
    // It answers later: it asks first whether the address is free.
    await using _other = await startProxy(network, [
      'dhcp-range=10.77.0.200,10.77.0.220',
      'dhcp-boot=lpxelinux.0',
      'dhcp-reply-delay=1',
    ]);
    const host = await plugHost(network);
    const { lease, found, told } = await host.evaluate<Answer>(complete);
    assert.is(lease.server, '10.77.0.1');
    assert.is(found.bootFile, 'lpxelinux.0');
    assert.is(found.bootServer, '10.77.0.3');
    assert.match(
      told.join('\n'),
      /of the DHCP server 10\.77\.0\.1; there is also 10\.77\.0\.3, which has something to boot\. Whose answer comes first/,
    );
  },
);

networkedAtOnce('a server that has a boot file for UEFI HTTP clients alone is asked as one', async (network) => {
  await startDnsmasq(network, [
    dhcpRange,
    'dhcp-vendorclass=set:http,HTTPClient',
    'dhcp-option-force=tag:http,60,HTTPClient',
    'dhcp-boot=tag:http,http://10.77.0.1/boot.efi',
  ]);
  const host = await plugHost(network);
  const { found } = await host.evaluate<Answer>(complete);
  assert.is(found.bootFile, 'http://10.77.0.1/boot.efi');
  assert.is(found.vendorClass, 'HTTPClient');
});

networkedAtOnce('a DHCP server that has nothing to boot ends the question within seconds', async (network) => {
  await startDnsmasq(network, [dhcpRange]);
  const host = await plugHost(network);
  const { found, took } = await host.evaluate<Answer>(complete);
  assert.is(found.bootFile, undefined);
  assert.ok(took < 10_000);
});

networkedAtOnce('a server that answers PXE clients alone gives an address, too', async (network) => {
  await startDnsmasq(network, [
    ...[dhcpRange, 'dhcp-vendorclass=set:pxe,PXEClient', 'dhcp-ignore=tag:!pxe'],
    'dhcp-boot=pxelinux.0',
  ]);
  const host = await plugHost(network);
  const { lease } = await host.evaluate<Answer>(complete);
  assert.is(lease.bootFile, 'pxelinux.0');
});

networkedAtOnce('a server that says there is no proxy is believed', async (network) => {
  await startDnsmasq(network, [dhcpRange, 'dhcp-option-force=encap:175,176,1b']);
  const host = await plugHost(network);
  const { took } = await host.evaluate<Answer>(complete);
  assert.ok(took < 4000);
});

networkedAtOnce('what a server has for iPXE is asked for as iPXE', async (network) => {
  await startDnsmasq(network, [
    dhcpRange,
    'dhcp-userclass=set:ipxe,iPXE',
    'dhcp-boot=tag:!ipxe,undionly.kpxe',
    'dhcp-boot=tag:ipxe,http://10.77.0.1/script',
  ]);
  const host = await plugHost(network);
  const found = await host.evaluate<Lease>(`${ask}
    const { offeredTo } = await src('network/boot-offer.ts');
    const { lease } = await askForLease(link, client, signal, () => {});
    await useLease(lease, 100);
    return offeredTo('iPXE', lease, client, signal);
  `);
  assert.is(found.bootFile, 'http://10.77.0.1/script');
});

test.run();
