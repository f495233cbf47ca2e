// What several cards lead to, in which order.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { privateNetwork } from '../../qemu/network.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { Journal } from '../../src/journal.ts';
import { Networking, type Wishes } from '../../src/networking.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { failure } from '../failure.ts';
import { networked } from '../networked.ts';
import { plugHost } from './network/plugged-host.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);

/** A Networking in the variable `networking`, with these settings, each by its name as a kernel parameter. */
const start = (settings: Readonly<Record<string, string | readonly string[]>>) => `
  const { Networking } = await src('networking.ts');
  const { readSettings } = await src('settings/settings.ts');
  const { Journal } = await src('journal.ts');
  const { en } = await src('console/messages/en.ts');
  const given = Object.entries(${JSON.stringify(settings)});
  const parameters = given.flatMap(([name, values]) => [values].flat().map((value) => ({ name: 'baton.' + name, value })));
  const settings = readSettings(parameters);
  const journal = new Journal();
  const networking = new Networking(journal, () => settings, {
    status: () => {}, notice: () => {}, messages: () => en, ready: async () => {}, volumes: () => [],
  });
`;

networked('the card that leads to something first wins, and the other one adds what it finds', async () => {
  await using network = await privateNetwork();
  const root = mkdtempSync(join(directory.path, 'srv-'));
  for (const name of ['one', 'two']) writeFileSync(join(root, name), `#!ipxe\nkernel linux from=${name}\nboot\n`);
  const host = await plugHost(network, 'host', 2);
  const mac = (await host.sh('cat /sys/class/net/eth1/address')).trim();
  const boot = [`dhcp-mac=set:two,${mac}`, 'dhcp-boot=tag:two,two', 'dhcp-boot=tag:!two,one'];
  const server = await startDnsmasq(network, [dhcpRange, 'enable-tftp', `tftp-root=${root}`, 'user=root', ...boot]);
  await network.sh('ip link set host-0 down');
  const finding = host.evaluate<{ atFirst: string[]; inTheEnd: string[] }>(`
    ${start({ ip: ['eth0:dhcp', 'eth1:dhcp'] })}
    const found = [];
    await networking.find(({ reading }) => void found.push(reading.entries[0].cmdline));
    const atFirst = [...found];
    while (found.length < 2 && performance.now() < 90_000) await new Promise((resolve) => setTimeout(resolve, 100));
    await networking.leave();
    return { atFirst, inTheEnd: found };
  `);
  await server.expect(/sent .*\/two to /);
  // As long as it may take to read what was sent, and less than a lease does.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await network.sh('ip link set host-0 up');
  assert.equal(await finding, { atFirst: ['from=two'], inTheEnd: ['from=two', 'from=one'] });
});

networked('what all cards have failed with is said together, each once', async () => {
  await using network = await privateNetwork();
  const host = await plugHost(network, 'host', 1);
  await network.sh('ip link set host-0 down');
  const text = await host.evaluate<string>(`
    ${start({ ip: ['eth0:dhcp', 'eth7:dhcp'], bond: 'bond0:eth8' })}
    return networking.find(() => {}).catch((failure) => failure.message);
  `);
  assert.match(text, /There is none of eth8 for the bond bond0\./);
  assert.match(text, /eth0 \(.*\) has no signal\. Is its cable plugged in\?/);
  assert.match(text, /There is no network card eth7, which the settings name\./);
});

networked('Esc ends the wait for a signal at once', async () => {
  await using network = await privateNetwork();
  const host = await plugHost(network, 'host', 1);
  await network.sh('ip link set host-0 down');
  const { text, took } = await host.evaluate<{ text: string; took: number }>(`
    ${start({ ip: 'eth0:dhcp' })}
    const began = performance.now();
    setTimeout(() => networking.stop(), 1000);
    const text = await networking.find(() => {}).catch((failure) => failure.message);
    return { text, took: performance.now() - began };
  `);
  assert.match(text, /^eth0 \(.*\) has no address, because the wait for it was stopped\.$/);
  assert.ok(took < 5000);
});

test('baton.network=off forbids everything', async () => {
  const wishes: Wishes = readSettings([{ name: 'baton.network', value: 'off' }]);
  const unused = (): never => {
    throw new Error('nothing of it is wanted');
  };
  const actions = { status: unused, notice: unused, messages: unused, ready: unused, volumes: unused };
  const networking = new Networking(new Journal(), () => wishes as never, actions);
  const refusal = 'The setting baton.network=off forbids to use the network.';
  assert.is((await failure(networking.find(unused))).message, refusal);
  assert.is((await failure(networking.locate('http://10.0.0.1/x'))).message, refusal);
});

test.run();
