// Installers by their names, from a mirror on a network without a boot server, up to what their kernel is handed.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { networkRefusal, privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed } from './printing-kernel.ts';
import { keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const refusal = await networkRefusal();
if (refusal !== undefined) console.log(`skipped: installers from the network, since ${refusal}`);

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
}

if (refusal === undefined)
  test('n offers the catalogue where the network names nothing to boot; an installer is checked, told its answers, and started', async () => {
    using directory = await temporaryDirectory();
    await makeMirror(directory.path);
    await using network = await privateNetwork();
    await startDnsmasq(network, [dhcpRange]);
    const nginx = await startNginx(network, { root: directory.path });
    const { within } = network;
    const networks = [await network.plug()];
    const site = `http://${serverAddress}`;
    const append = `${onSerial} baton.timeout=-1 baton.mirror=${site} baton.seed=${site}/answers`;
    await using machine = await startMachine({ ...image, within, networks, append });
    const { serial } = machine;
    await serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
    serial.type('n');
    await serial.expectScreen(/Install from the network/, { seconds: menuSeconds, what: 'the submenu' });
    serial.type('\r');
    await serial.expectScreen(/Debian stable[\s\S]*Rocky/, { seconds: keySeconds, what: 'the installers' });
    serial.type('/Debian stable\r');
    await serial.expect(/<[^>]*>[A-P]{8}/, { seconds: menuSeconds, what: 'what the kernel prints' });
    const { cmdline, initrdBytes } = printed(serial.transcript);
    assert.match(cmdline, new RegExp(`^console=ttyS0,115200 .*auto=true priority=critical url=${site}/answers$`));
    assert.is(initrdBytes, 4096);
    const asked = (await nginx.requests()).join('\n');
    assert.match(asked, /GET \/debian\/\S*\/SHA256SUMS HTTP\/1\.1" 200/);
  });

test.run();
