// The real Debian installer, from a DHCP and TFTP server with the files of Debian's package as they are, where PXELINUX
// would find them, up to its first question.

import { join } from 'node:path';
import { test } from 'uvu';
import { fetchPackage } from '../../build/package.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { networkRefusal, privateNetwork } from '../../qemu/network.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
const tree = join(root, 'usr/lib/debian-installer/images/12/amd64/text');

const endOfLine = '\x05';

const refusal = await networkRefusal();
if (refusal) console.log(`not run: ${refusal}`);
const run = refusal ? test.skip : test;

run('n has the menu of PXELINUX; what boots asks for the language', async () => {
  await using network = await privateNetwork();
  const options = [dhcpRange, 'dhcp-boot=pxelinux.0', 'enable-tftp', `tftp-root=${tree}`];
  await startDnsmasq(network, options);
  await using machine = await startMachine({
    ...image,
    networks: [await network.plug()],
    within: network.within,
    memory: 1024,
    append: `${onSerial} baton.timeout=-1`,
  });
  const { serial } = machine;
  await serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
  serial.type('n');
  await serial.expectScreen(/Install\b[\s\S]*Advanced options/, { seconds: menuSeconds, what: "the installer's menu" });
  // The package's entries are for screens; a serial line is named by the person at the menu.
  serial.type('e');
  await serial.expectScreen(/initrd\.gz --- quiet/, { seconds: keySeconds, what: 'the editor' });
  serial.type(`${endOfLine} console=ttyS0 no_timer_check\r`);
  await serial.expectScreen(/Select a language/, { seconds: bootSeconds, what: 'the first question of the installer' });
});

test.run();
