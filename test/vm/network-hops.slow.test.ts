// Ways over several hops: the real Debian installer by iPXE's script over HTTPS, and a baton that starts another one.

import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../build/package.ts';
import { makeCertificates } from '../../qemu/certificates.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { networkRefusal, privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();

/** iPXE is handed out first, and its script to who asks as iPXE. */
const asIpxe = (script: string) => [
  dhcpRange,
  'enable-tftp',
  'dhcp-userclass=set:ipxe,iPXE',
  'dhcp-boot=tag:!ipxe,undionly.kpxe',
  `dhcp-boot=tag:ipxe,${script}`,
];

const refusal = await networkRefusal();
if (refusal) console.log(`not run: ${refusal}`);
const run = refusal ? test.skip : test;

run("the installer by iPXE's script over HTTPS, from a server of the test's own authority", async () => {
  const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
  await using directory = await temporaryDirectory('large');
  await using network = await privateNetwork();
  const site = join(directory.path, 'site');
  await mkdir(site);
  await symlink(join(root, 'usr/lib/debian-installer/images/12/amd64/text/debian-installer'), join(site, 'installer'));
  await writeFile(
    join(site, 'boot.ipxe'),
    `#!ipxe
set base https://${serverAddress}/installer/amd64
kernel \${base}/linux by=\${net0/mac} console=ttyS0 no_timer_check --- quiet || goto failed
initrd \${base}/initrd.gz || goto failed
boot
:failed
shell
`,
  );
  const certificates = await makeCertificates(directory.path, { names: [`IP:${serverAddress}`] });
  const nginx = await startNginx(network, { root: site, certificates });
  await startDnsmasq(network, asIpxe(`https://${serverAddress}/boot.ipxe`));
  const keys = await smallDisk({ '/ca.pem': await readFile(certificates.authority) }, directory);
  await using machine = await startMachine({
    ...image,
    disks: [{ file: keys }],
    networks: [await network.plug()],
    within: network.within,
    memory: 1024,
    append: `${onSerial} baton.timeout=1 baton.network=on baton.ca=/ca.pem:/dev/vda`,
  });
  await machine.serial.expectScreen(/Select a language/, {
    seconds: menuSeconds + bootSeconds,
    what: 'the first question of the installer',
  });
  const requests = (await nginx.requests()).join('\n');
  for (const file of ['boot.ipxe', 'installer/amd64/linux', 'installer/amd64/initrd.gz'])
    assert.match(requests, `"GET /${file} HTTP/1.1" 200`);
});

run('a baton that came over the network starts a second one, which boots the URL that its cmdline names', async () => {
  await using directory = await temporaryDirectory('large');
  await using network = await privateNetwork();
  const site = directory.path;
  await symlink(image.kernel, join(site, 'vmlinuz'));
  await symlink(image.initrd, join(site, 'initramfs.img'));
  await writeFile(join(site, 'linux'), await printingKernel('long-mode'));
  const second = `http://${serverAddress}/second.ipxe`;
  await writeFile(
    join(site, 'first.ipxe'),
    `#!ipxe\nkernel vmlinuz ${onSerial} baton.timeout=1 baton.url=${second} BOOTIF=\${net0/mac:hexhyp}\ninitrd initramfs.img\nboot\n`,
  );
  await writeFile(join(site, 'second.ipxe'), `#!ipxe\nkernel linux hop=2 by=\${net0/mac}\ninitrd first.ipxe\nboot\n`);
  await startNginx(network, { root: site });
  await startDnsmasq(network, asIpxe(`http://${serverAddress}/first.ipxe`));
  await using machine = await startMachine({
    ...image,
    networks: [await network.plug()],
    within: network.within,
    memory: 1024,
    append: `${onSerial} baton.timeout=1 baton.network=on`,
  });
  await machine.serial.expect(/<[^>]*>[A-P]{8}/, { seconds: 3 * menuSeconds, what: 'what the last kernel prints' });
  assert.match(printed(machine.serial.transcript).cmdline, /hop=2 by=52:54:00:12:34:56/);
});

test.run();
