// Links that take settings: a bond, a VLAN; no signal, nobody who answers, and how long one has to wait then.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { privateNetwork } from '../../qemu/network.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { networked } from '../networked.ts';
import { openShell } from './boot-report.ts';
import { keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);
const menu = { seconds: menuSeconds, what: 'the menu' };

networked(
  'a bond of two cards and a VLAN get addresses; when one card of the bond goes the other one is used',
  async () => {
    await using network = await privateNetwork();
    const root = join(directory.path, 'srv');
    await mkdir(root);
    await writeFile(join(root, 'boot.ipxe'), '#!ipxe\nkernel linux\nboot\n');
    await startDnsmasq(network, [dhcpRange, 'enable-tftp', `tftp-root=${root}`, 'user=root', 'dhcp-boot=boot.ipxe']);
    // The third card's cable ends in the fourth one, behind which is the VLAN's server.
    const networks = [await network.plug(), await network.plug(), 'hubport,hubid=7', 'hubport,hubid=7'];
    const settings = [
      'baton.bond=bond0:eth0,eth1:mode=active-backup,miimon=100',
      'baton.vlan=vlan5:eth2',
      'baton.ip=bond0:dhcp',
      'baton.ip=vlan5:dhcp',
    ];
    const append = `${onSerial} baton.timeout=-1 ${settings.join(' ')}`;
    await using machine = await startMachine({ ...image, within: network.within, networks, append });
    const { serial } = machine;
    await serial.expectScreen(/No disk was found/, menu);
    const shell = await openShell(machine);
    await shell.run('ip link set eth3 up && ip link add link eth3 name five type vlan id 5');
    await shell.run('ip addr add 10.5.0.1/24 dev five && ip link set five up');
    const pool = ['start 10.5.0.100', 'end 10.5.0.110', 'interface five', 'option subnet 255.255.255.0'];
    const files = ['lease_file /run/udhcpd.leases', 'pidfile /run/udhcpd.pid'];
    await shell.run(`printf '%s\\n' ${[...pool, ...files].map((line) => `'${line}'`).join(' ')} >/run/udhcpd.conf`);
    await shell.run('touch /run/udhcpd.leases && udhcpd -I 10.5.0.1 /run/udhcpd.conf');
    serial.type('exit\r');
    await serial.expectScreen(/No disk was found/, menu);
    serial.type('n');
    await serial.expectScreen(/boot\.ipxe/, { seconds: menuSeconds, what: 'what the bond leads to' });
    const again = await openShell(machine);
    // The kernel's log goes on while the shell is open; the journal's file is as it was when that began.
    for (const link of ['bond0', 'vlan5'])
      await again.run(`until dmesg | grep -q '${link} has the address'; do sleep 0.2; done`);
    const told = await again.run("dmesg | grep -o '[a-z0-9]* has the address .*'");
    assert.match(told, /^bond0 has the address 10\.77\.0\.1\d\d\/24 from 10\.77\.0\.1\s*$/m);
    assert.match(told, /^vlan5 has the address 10\.5\.0\.1\d\d\/24 from 10\.5\.0\.1\s*$/m);
    const active = async () => (await again.run('cat /sys/class/net/bond0/bonding/active_slave')).trim();
    const first = await active();
    await machine.qmp.execute('set_link', { name: first === 'eth0' ? 'net0' : 'net1', up: false });
    await again.run(`until [ $(cat /sys/class/net/bond0/bonding/active_slave) != ${first} ]; do sleep 0.1; done`);
    assert.match(await again.run('ping -c 3 -W 5 10.77.0.1'), / [1-3] packets received/);
  },
);

networked('a card without a signal and a network without a server are told; Esc ends the wait', async () => {
  await using network = await privateNetwork();
  const append = `${onSerial} baton.timeout=-1`;
  const networks = [await network.plug()];
  await using machine = await startMachine({ ...image, within: network.within, networks, append });
  const { serial } = machine;
  await machine.qmp.execute('set_link', { name: 'net0', up: false });
  await serial.expectScreen(/No disk was found/, menu);
  serial.type('n');
  await serial.expectScreen(sentence('has no signal. Is its cable plugged in?'), menu);
  await machine.qmp.execute('set_link', { name: 'net0', up: true });
  serial.type('n');
  await serial.expectScreen(/Looking for a network/, { seconds: keySeconds, what: 'that it begins' });
  serial.type('\x1b');
  await serial.expectScreen(
    /has\s+no\s+address,\s+because\s+the\s+wait\s+for\s+(it|a\s+DHCP\s+server)\s+was\s+stopped\./,
    {
      seconds: keySeconds,
      what: 'the end of the wait',
    },
  );
});

networked('off: not even a key asks the network', async () => {
  await using network = await privateNetwork();
  const server = await startDnsmasq(network, [dhcpRange]);
  const append = `${onSerial} baton.timeout=-1 baton.network=off`;
  const networks = [await network.plug()];
  await using machine = await startMachine({ ...image, within: network.within, networks, append });
  await machine.serial.expectScreen(/No disk was found/, menu);
  machine.serial.type('n');
  await machine.serial.expectScreen(sentence('The setting baton.network=off forbids to use the network.'), menu);
  assert.not.match(server.log, /DHCPDISCOVER/);
});

test.run();
