// Machines without a disk, which boot by themselves from what a network offers.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { privateNetwork } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { networked } from '../networked.ts';
import { printed } from './printing-kernel.ts';
import { bootSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);
const root = join(directory.path, 'srv');
await mkdir(join(root, 'pxelinux.cfg'), { recursive: true });
await writeFile(join(root, 'linux'), await printingKernel('long-mode'));
await writeFile(join(root, 'pxelinux.0'), 'not looked at');
await writeFile(
  join(root, 'pxelinux.cfg/default'),
  'default first\ntimeout 10\nlabel first\n kernel linux\n append by=pxelinux\n',
);
await writeFile(join(root, 'boot.ipxe'), '#!ipxe\nkernel linux by=ipxe\nboot\n');

const ended = /<[^>]*>[A-P]{8}/;

networked(
  'auto: the second card leads to a system, though its server comes late, and gets its address back',
  async () => {
    await using network = await privateNetwork();
    const networks = [await network.plug(), await network.plug()];
    const append = `${onSerial} baton.network=auto`;
    await using machine = await startMachine({ ...image, within: network.within, networks, append });
    const { serial } = machine;
    await machine.qmp.execute('set_link', { name: 'net0', up: false });
    await serial.expectScreen(sentence('has no signal. Is its cable plugged in?'), {
      seconds: bootSeconds,
      what: 'that the first card has no cable',
    });
    await serial.expectScreen(sentence('No DHCP server has answered'), {
      seconds: bootSeconds,
      what: 'that nobody answers the second one',
    });
    const boot = ['enable-tftp', `tftp-root=${root}`, 'dhcp-boot=pxelinux.0', 'user=root'];
    const server = await startDnsmasq(network, [dhcpRange, ...boot]);
    await serial.expect(ended, { seconds: bootSeconds, what: 'what the kernel prints' });
    assert.equal(printed(serial.transcript).cmdline, 'BOOT_IMAGE=linux by=pxelinux');
    await server.expect(/DHCPRELEASE\(switch0\)/);
  },
);

networked('on: a network with IPv6 alone, a name in place of an address, and no key', async () => {
  await using network = await privateNetwork();
  const server = await startDnsmasq(network, [
    ...['enable-ra', 'dhcp-range=fd77::,ra-stateless', 'port=53', 'address=/boot.test/fd77::1'],
    ...['dhcp-option=option6:bootfile-url,http://boot.test/boot.ipxe', 'dhcp-option=option6:dns-server,[fd77::1]'],
  ]);
  const site = await startNginx(network, { root });
  const append = `${onSerial} baton.network=on`;
  await using machine = await startMachine({
    ...image,
    within: network.within,
    networks: [await network.plug()],
    append,
  });
  await machine.serial.expect(ended, { seconds: bootSeconds, what: 'what the kernel prints' });
  assert.match(printed(machine.serial.transcript).cmdline, /by=ipxe/);
  await server.expect(/DHCPINFORMATION-REQUEST/);
  assert.match((await site.requests()).join('\n'), /^fd77:.*"GET \/linux/m);
});

test.run();
