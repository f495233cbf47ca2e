// Systems on disks of servers, by NBD and iSCSI, up to what the kernel is handed.

import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeImage } from '../../build/make.ts';
import { ensureTools } from '../../build/tools.ts';
import { serveByIscsi, serveByNbd } from '../../qemu/disk-servers.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { privateNetwork, serverAddress } from '../../qemu/network.ts';
import { onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { networked } from '../networked.ts';
import { printed } from './printing-kernel.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

await ensureTools(['qemu-system-x86_64']);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const { vmlinuz, initramfs } = await makeImage({ profile: 'full', output: join(directory.path, 'out') });

const disk = await smallDisk(
  {
    '/vmlinuz': await printingKernel('long-mode'),
    '/initrd': 'initrd'.padEnd(4096),
    '/boot/grub/grub.cfg': "set timeout=0\nmenuentry 'On a server' { linux /vmlinuz by=grub; initrd /initrd; }\n",
  },
  directory,
);
const target = 'iqn.2026-01.test:system';
const ended = /<[^>]*>[A-P]{8}/;
const handed = { cmdline: 'BOOT_IMAGE=/vmlinuz by=grub', initrdBytes: 4096 };

/** A machine without a disk, whose DHCP server says `options`. */
async function start(network: Awaited<ReturnType<typeof privateNetwork>>, append: string, ...options: string[]) {
  await startDnsmasq(network, [dhcpRange, ...options]);
  return startMachine({
    ...{ kernel: vmlinuz, initrd: initramfs, within: network.within, networks: [await network.plug()] },
    append: `${onSerial} ${append}`,
  });
}

networked('a disk that the settings name is attached by NBD, and the system on it boots by itself', async () => {
  await using network = await privateNetwork();
  await serveByNbd(network, disk, 'system');
  await using machine = await start(network, `baton.san=nbd://${serverAddress}/system baton.journal=no`);
  await machine.serial.expect(ended, { seconds: bootSeconds, what: 'what the kernel prints' });
  assert.equal(printed(machine.serial.transcript), handed);
});

networked('a disk that DHCP names as the root is attached by iSCSI, and the system on it boots', async () => {
  await using network = await privateNetwork();
  await serveByIscsi(network, disk, target);
  const root = `dhcp-option=17,iscsi:${serverAddress}::::${target}`;
  await using machine = await start(network, 'baton.network=on baton.journal=no', root);
  await machine.serial.expect(ended, { seconds: bootSeconds, what: 'what the kernel prints' });
  assert.equal(printed(machine.serial.transcript), handed);
});

networked('a server that has no such disk is a sentence', async () => {
  await using network = await privateNetwork();
  await serveByNbd(network, disk, 'system');
  await using machine = await start(network, `baton.san=nbd://${serverAddress}/other`);
  const { serial } = machine;
  await serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
  const text = sentence(`nbd://${serverAddress}/other could not be attached:`);
  await serial.expectScreen(text, { seconds: keySeconds + menuSeconds, what: 'the sentence' });
});

test.run();
