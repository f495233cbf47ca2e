// HTTPS in a machine whose clock is wrong, from a server whose authority only a disk knows.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../build/package.ts';
import { makeCertificates } from '../../qemu/certificates.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { networked } from '../networked.ts';
import { printed } from './printing-kernel.ts';
import { bootSeconds } from './seconds.ts';

const image = await ensureImage();
const directory = await temporaryDirectory();
test.after(directory.remove);
const place = (name: string): string => {
  mkdirSync(join(directory.path, name));
  return join(directory.path, name);
};

networked('the clock is set by the time server that DHCP names, and the certificate is judged by it', async () => {
  const began = new Date();
  await using network = await privateNetwork();
  const root = place('srv');
  writeFileSync(join(root, 'linux'), await printingKernel('long-mode'));
  writeFileSync(join(root, 'boot.ipxe'), '#!ipxe\nkernel linux by=https\nboot\n');
  const certificates = await makeCertificates(place('certificates'), { names: [`IP:${serverAddress}`] });
  await startNginx(network, { root, certificates });
  const { root: chrony } = await fetchPackage('chrony');
  const configuration = join(place('chrony'), 'chrony.conf');
  writeFileSync(configuration, `local stratum 8\nallow\ncmdport 0\nbindcmdaddress /\npidfile ${configuration}.pid\n`);
  const time = network.start(join(chrony, 'usr/sbin/chronyd'), ['-x', '-d', '-U', '-u', 'root', '-f', configuration]);
  await time.expect(/Disabled control of system clock/);
  const told = [`dhcp-boot=https://${serverAddress}/boot.ipxe`, `dhcp-option=42,${serverAddress}`];
  await startDnsmasq(network, [dhcpRange, ...told]);

  const disk = await smallDisk({ '/authority.pem': readFileSync(certificates.authority) }, directory);
  const settings = 'baton.network=on baton.timeout=0 baton.verbose baton.ca=/authority.pem:/dev/vda baton.ca-only';
  await using machine = await startMachine({
    ...{ ...image, within: network.within, networks: [await network.plug()], disks: [{ file: disk }] },
    clock: '2001-01-01T00:00:00',
    append: `${onSerial} ${settings}`,
  });
  await machine.serial.expect(/<[^>]*>[A-P]{8}/, { seconds: bootSeconds, what: 'what the kernel prints' });
  assert.is(printed(machine.serial.transcript).cmdline, 'by=https');
  const days = [began, new Date()].map((date) => date.toISOString().slice(0, 10)).join('|');
  assert.match(
    machine.serial.transcript,
    new RegExp(
      `The clock said 2001-01-01, before this image was built; it was set to (${days}) by the time server ${serverAddress}`,
    ),
  );
});

test.run();
