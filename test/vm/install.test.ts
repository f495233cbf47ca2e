// Installers by their names, from a mirror on a network without a boot server, up to what their kernel is handed.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import type { Machine } from '../../qemu/machine.ts';
import { type PrivateNetwork, privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { rescuePrompt, Shell } from '../../qemu/shell.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { networked } from '../networked.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();

const site = `http://${serverAddress}`;

/** As Debian has it on its mirrors; the kernel prints its cmdline and the size of its initrd. */
async function makeMirror(root: string): Promise<void> {
  const images = join(root, 'debian/dists/stable/main/installer-amd64/current/images');
  const files = {
    [`${images}/netboot/debian-installer/amd64/linux`]: await printingKernel('long-mode'),
    [`${images}/netboot/debian-installer/amd64/initrd.gz`]: 'initrd'.padEnd(4096),
    [`${root}/answers`]: 'd-i debian-installer/locale string en_US\n',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const sums = execFileSync('sh', ['-c', 'find ./netboot -type f | xargs sha256sum'], { cwd: images });
  writeFileSync(join(images, 'SHA256SUMS'), sums);
  cpSync(join(root, 'debian'), join(root, 'damaged/debian'), { recursive: true });
  const initrd = 'debian/dists/stable/main/installer-amd64/current/images/netboot/debian-installer/amd64/initrd.gz';
  writeFileSync(join(root, 'damaged', initrd), 'damage'.padEnd(4096));
}

/** A network whose DHCP server names nothing to boot, and a mirror below `root`. */
async function withMirror(root: string): Promise<PrivateNetwork> {
  await makeMirror(root);
  const network = await privateNetwork();
  await startDnsmasq(network, [dhcpRange]);
  return network;
}

/** Starts baton without a disk, and has it ask the network. */
async function start(network: PrivateNetwork, settings: string): Promise<Machine> {
  const append = `${onSerial} baton.timeout=-1 ${settings}`;
  const { within } = network;
  const machine = await startMachine({ ...image, within, networks: [await network.plug()], append });
  await machine.serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
  machine.serial.type('n');
  await machine.serial.expectScreen(/Install from the network/, { seconds: menuSeconds, what: 'the submenu' });
  return machine;
}

const ended = /<[^>]*>[A-P]{8}/;

networked(
  'n offers the catalogue where the network names nothing to boot; an installer is checked, told its answers, and started',
  async () => {
    using directory = await temporaryDirectory();
    await using network = await withMirror(directory.path);
    const nginx = await startNginx(network, { root: directory.path });
    await using machine = await start(network, `baton.mirror=${site} baton.seed=${site}/answers`);
    const { serial } = machine;
    serial.type('\r');
    await serial.expectScreen(/Debian stable[\s\S]*Rocky/, { seconds: keySeconds, what: 'the installers' });
    serial.type('/Debian stable\r');
    await serial.expect(ended, { seconds: menuSeconds, what: 'what the kernel prints' });
    const { cmdline, initrdBytes } = printed(serial.transcript);
    assert.match(cmdline, new RegExp(`^console=ttyS0,115200 .*auto=true priority=critical url=${site}/answers$`));
    assert.is(initrdBytes, 4096);
    const asked = (await nginx.requests()).join('\n');
    assert.match(asked, /GET \/debian\/\S*\/SHA256SUMS HTTP\/1\.1" 200/);
  },
);

networked(
  'baton install does the same on the rescue shell, and refuses what is not what its checksum says',
  async () => {
    using directory = await temporaryDirectory();
    await using network = await withMirror(directory.path);
    await startNginx(network, { root: directory.path });
    await using machine = await start(network, `baton.mirror=${site}`);
    const { serial } = machine;
    serial.type('s');
    await serial.expect(rescuePrompt, { seconds: keySeconds, what: 'the shell' });
    const shell = new Shell(serial);
    const damaged = 'baton install --load --mirror http://10.77.0.1/damaged debian 2>&1 || true';
    assert.match(await shell.run(damaged), /initrd\.gz is not what .*SHA256SUMS says/);
    serial.type(`baton install --mirror ${site} --append by=hand debian\r`);
    await serial.expect(ended, { seconds: menuSeconds, what: 'what the kernel prints' });
    assert.match(printed(serial.transcript).cmdline, /^console=ttyS0,115200 by=hand$/);
  },
);

test.run();
