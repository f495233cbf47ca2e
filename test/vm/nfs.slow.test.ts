// A system on a server of NFS, up to what the kernel is handed.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeImage } from '../../build/make.ts';
import { ensureTools } from '../../build/tools.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { networkRefusal, privateNetwork, serverAddress } from '../../qemu/network.ts';
import { serveByNfs } from '../../qemu/nfs-server.ts';
import { onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { bootSeconds } from './seconds.ts';
import { sentence } from './sentence.ts';

const isRoot = process.getuid?.() === 0;
const refusal = isRoot ? await networkRefusal() : 'not root, whom a server of NFS without a kernel takes';
if (refusal) console.log(`skipped: ${refusal}`);
const networked = refusal ? test.skip : test;

await ensureTools(['qemu-system-x86_64']);
const directory = await temporaryDirectory('large');
test.after(directory.remove);
const { vmlinuz, initramfs } = await makeImage({ profile: 'full', output: join(directory.path, 'out') });

const root = join(directory.path, 'srv');
mkdirSync(root);
writeFileSync(join(root, 'linux'), await printingKernel('long-mode'));
writeFileSync(join(root, 'first.img'), 'first'.padEnd(4096));
writeFileSync(join(root, 'boot.ipxe'), '#!ipxe\nkernel linux by=nfs\ninitrd first.img\nboot\n');

for (const version of ['4.2', '4.0', '3'] as const)
  networked(`a script on a server of NFS ${version} leads to the kernel beside it`, async () => {
    await using network = await privateNetwork();
    await using server = await serveByNfs(network, root, [version]);
    await startDnsmasq(network, [dhcpRange, `dhcp-boot=nfs://${serverAddress}/srv/boot.ipxe`]);
    await using machine = await startMachine({
      ...{ kernel: vmlinuz, initrd: initramfs, within: network.within, networks: [await network.plug()] },
      append: `${onSerial} baton.network=on baton.timeout=0 baton.journal=no`,
    });
    await machine.serial.expect(/<[^>]*>[A-P]{8}/, { seconds: bootSeconds, what: 'what the kernel prints' });
    assert.equal(printed(machine.serial.transcript), { cmdline: 'by=nfs', initrdBytes: 4096 }, server.log);
  });

networked('a server that does not serve NFS is a sentence', async () => {
  await using network = await privateNetwork();
  await startDnsmasq(network, [dhcpRange, `dhcp-boot=nfs://${serverAddress}/srv/boot.ipxe`]);
  await using machine = await startMachine({
    ...{ kernel: vmlinuz, initrd: initramfs, within: network.within, networks: [await network.plug()] },
    append: `${onSerial} baton.network=on`,
  });
  const text = sentence(`nfs://${serverAddress} cannot be mounted:`);
  await machine.serial.expectScreen(text, { seconds: bootSeconds, what: 'the sentence' });
});

test.run();
