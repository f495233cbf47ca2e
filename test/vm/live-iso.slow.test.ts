// A real live system from a disc image that lies in a file on a disk, and from one that lies on a server.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dhcpRange, startDnsmasq } from '../../qemu/dnsmasq.ts';
import { liveIso } from '../../qemu/live-iso/image.ts';
import { networkRefusal, privateNetwork, serverAddress } from '../../qemu/network.ts';
import { startNginx } from '../../qemu/nginx.ts';
import { ensureImage, onSerial } from '../../qemu/parts.ts';
import { logIn } from '../../qemu/shell.ts';
import { smallDisk } from '../../qemu/small-disk.ts';
import { startMachine } from '../../qemu/start-machine.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { bootSeconds, keySeconds, menuSeconds } from './seconds.ts';

const image = await ensureImage();
const path = await liveIso();
const live = await readFile(path);
/** What cloud-init would read, which is not there: that it lies where it looks is what can be seen. */
const answers = '#cloud-config\nautoinstall:\n  version: 1\n';
const sums = `${createHash('sha256').update(live).digest('hex')}  live.iso\n`;

test('a live image in a file is on the menu, and boots to its login with its root on that image', async () => {
  using directory = await temporaryDirectory('large');
  const disk = await smallDisk(
    { '/isos/live.iso': live, '/isos/SHA256SUMS': sums, '/isos/answers': answers },
    directory,
    192,
  );
  const append = `${onSerial} baton.timeout=-1 baton.seed=/isos/answers:/dev/vda`;
  await using machine = await startMachine({ ...image, disks: [{ file: disk }], append, memory: 1024 });
  const { serial } = machine;
  await serial.expectScreen(/live\.iso[\s\S]*Enter boot/, { seconds: menuSeconds, what: "the image's submenu" });
  serial.type('\r');
  await serial.expectScreen(/Live system/, { seconds: menuSeconds, what: "the image's entry" });
  serial.type('\x1b[B\r');
  await serial.expectScreen(/Checking \/isos\/live\.iso|baton starts/, { seconds: keySeconds, what: 'the check' });
  const shell = await logIn(serial, bootSeconds);
  assert.match(await shell.run('cat /proc/cmdline'), /boot=live components .*findiso=\/isos\/live\.iso/);
  assert.match(await shell.run('cat /run/live/medium/.disk/info'), /Debian GNU\/Linux 12/);
  assert.is(await shell.run('cat /run/baton-seed/user-data'), answers);
  assert.match(await shell.run('losetup --noheadings --output BACK-FILE'), /live\.iso/);
});

const refusal = await networkRefusal();
if (refusal !== undefined) console.log(`skipped: a live image on a server, since ${refusal}`);
else
  test('a live image on a server boots to its login, and fetches itself', async () => {
    await using network = await privateNetwork();
    await startDnsmasq(network, [dhcpRange]);
    const nginx = await startNginx(network, { root: dirname(path) });
    const { within } = network;
    const networks = [await network.plug()];
    const append = `${onSerial} baton.timeout=-1`;
    await using machine = await startMachine({ ...image, within, networks, append, memory: 1024 });
    const { serial } = machine;
    await serial.expectScreen(/Enter boot/, { seconds: menuSeconds, what: 'the menu' });
    serial.type('u');
    await serial.expectScreen(/Boot from a path or a URL/, { seconds: keySeconds, what: 'the editor' });
    serial.type(`http://${serverAddress}/live.iso\r`);
    await serial.expectScreen(/Live system/, { seconds: menuSeconds, what: "the image's entry" });
    const fetched = (await nginx.requests()).filter((line) => line.includes('live.iso'));
    assert.ok(
      fetched.every((line) => line.includes('" 206 ')),
      'only parts of it were fetched for the menu',
    );
    serial.type('\r');
    const shell = await logIn(serial, bootSeconds);
    assert.match(await shell.run('cat /proc/cmdline'), /boot=live .*fetch=http:\/\/10\.77\.0\.1\/live\.iso/);
    assert.match(await shell.run('cat /run/live/medium/.disk/info'), /Debian GNU\/Linux 12/);
  });

test.run();
