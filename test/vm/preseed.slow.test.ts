// The real Debian installer by its name, with answers at a URL and with answers in a file on a disk.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import { checkout } from '../../build/cache.ts';
import { fetchPackage } from '../../build/package.ts';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { networkRefusal, privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const refusal = await networkRefusal();
if (refusal !== undefined) console.log(`skipped: Debian's installer, since ${refusal}`);

/** What the installer does as soon as it has read them. */
const answers = 'd-i preseed/early_command string echo the answers are read by $(uname -s) >/dev/console\n';

/** A mirror as Debian's are, with the files that the installer's package has. */
async function makeMirror(root: string): Promise<void> {
  const { root: unpacked } = await fetchPackage('debian-installer-12-netboot-amd64');
  const from = join(unpacked, 'usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64');
  const images = join(root, 'debian/dists/stable/main/installer-amd64/current/images');
  const to = join(images, 'netboot/debian-installer/amd64');
  mkdirSync(to, { recursive: true });
  for (const name of ['linux', 'initrd.gz']) copyFileSync(join(from, name), join(to, name));
  const sums = execFileSync('sh', ['-c', 'find ./netboot -type f | xargs sha256sum'], { cwd: images });
  writeFileSync(join(images, 'SHA256SUMS'), sums);
  writeFileSync(join(root, 'answers'), answers);
  // On a busy host the kernel's check of an emulated timer fails, and it panics.
  const catalogue = readFileSync(join(checkout, 'initramfs/etc/baton/catalogue.toml'), 'utf8');
  writeFileSync(join(root, 'catalogue.toml'), catalogue.replace('cmdline = ""', 'cmdline = "no_timer_check"'));
}

const site = `http://${serverAddress}`;
const seeds = { 'at a URL': `${site}/answers`, 'in a file on a disk': '/answers:/dev/vda' };

for (const [where, seed] of Object.entries(refusal === undefined ? seeds : {}))
  test(`Debian's installer comes from a mirror and reads the answers ${where}`, async () => {
    using directory = await temporaryDirectory('large');
    await makeMirror(directory.path);
    await using network = await privateNetwork();
    // Without a name server the installer asks for one, before it fetches anything.
    await startDnsmasq(network, [dhcpRange, `dhcp-option=option:dns-server,${serverAddress}`]);
    await startNginx(network, { root: directory.path });
    const { within } = network;
    const networks = [await network.plug()];
    using files = await temporaryDirectory();
    const disks = [{ file: await smallDisk({ '/answers': answers }, files) }];
    const append = `${onSerial} baton.timeout=-1 baton.mirror=${site} baton.catalogue=${site}/catalogue.toml baton.seed=${seed}`;
    await using machine = await startMachine({ ...image, within, networks, disks, append, memory: 1024 });
    const { serial } = machine;
    await serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
    serial.type('n');
    await serial.expectScreen(/Install from the network/, { seconds: menuSeconds, what: 'the submenu' });
    serial.type('/Debian stable\r');
    await serial.expect(/the answers are read by Linux/, { seconds: 2 * bootSeconds, what: 'what the answers print' });
  });

test.run();
