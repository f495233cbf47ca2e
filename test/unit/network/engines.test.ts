// From a cable that is plugged in to what there is to boot, with Debian's dnsmasq and nginx, and the files of the real
// Debian installer as its package has them.

import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { makeCertificates } from '../../../qemu/certificates.ts';
import { dhcpRange, startDnsmasq } from '../../../qemu/dnsmasq.ts';
import { type PrivateNetwork, privateNetwork, serverAddress } from '../../../qemu/network.ts';
import { startNginx } from '../../../qemu/nginx.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import type { Entry } from '../../../src/entry/entry.ts';
import type { Reading } from '../../../src/entry/reading.ts';
import { networked } from '../../networked.ts';
import { plugHost } from './plugged-host.ts';

const directory = await temporaryDirectory();
test.after(directory.remove);
const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
const installer = join(root, 'usr/lib/debian-installer/images/12/amd64/text');
const files = 'debian-installer/amd64';

/** A directory of a server, with these files. */
async function site(name: string, texts: Readonly<Record<string, string>>): Promise<string> {
  const path = join(directory.path, name);
  for (const [file, text] of Object.entries(texts)) {
    await mkdir(join(path, file, '..'), { recursive: true });
    await writeFile(join(path, file), text);
  }
  await symlink(installer, join(path, 'installer'));
  return path;
}

interface Found {
  readonly mac: string;
  readonly reading: Reading;
  /** Bytes of the first entry's kernel and initrds, as they come from their servers. */
  readonly sizes: readonly number[];
  readonly failure?: string;
}

/** Has `reading` set to what the network offers, or to what lies at a URL that somebody enters. */
const offered = 'await networking.find((found) => void (reading = found.reading));';
const entered = (url: string) => `
  const { lookAt } = await src('editing/entered.ts');
  const { runningMachine } = await src('linux/machine.ts');
  const reach = (wanted) => networking.reach(wanted);
  const there = await lookAt('${url}', { url: '${url}' }, [], runningMachine(), reach, async () => undefined);
  if (!there.reading) throw new Error(JSON.stringify(there));
  reading = there.reading;
`;

/** What a host on the network finds to boot with these settings, and how much of its first entry can be fetched. */
async function findOn(
  network: PrivateNetwork,
  settings: Readonly<Record<string, string>> = {},
  { name = 'host', how = offered } = {},
): Promise<Found> {
  const host = await plugHost(network, name);
  return host.evaluate<Found>(`
    const { Networking } = await src('networking.ts');
    const { readSettings } = await src('settings/settings.ts');
    const { Journal } = await src('journal.ts');
    const { en } = await src('console/messages/en.ts');
    const { readFileSync, fstatSync } = await import('node:fs');
    const given = Object.entries(${JSON.stringify(settings)}).map(([name, value]) => ({ name: 'baton.' + name, value }));
    const settings = readSettings([...given, { name: 'baton.ip', value: 'eth0:dhcp' }]);
    const networking = new Networking(new Journal(), () => settings, {
      status: () => {}, notice: () => {}, messages: () => en, ready: async () => {}, volumes: () => [],
    });
    const mac = readFileSync('/sys/class/net/eth0/address', 'utf8').trim();
    let reading;
    try {
      ${how}
    } catch (failure) {
      return { mac, failure: failure.message };
    }
    const sizes = [];
    const entry = reading.entries[0];
    for (const { volume, path } of [entry.kernel, ...entry.initrds]) {
      const file = await networking.volume(volume).open(path);
      sizes.push(file ? fstatSync(file.fd).size : -1);
      await file?.close();
    }
    await networking.leave();
    return { mac, reading, sizes };
  `);
}

async function sizesOf(...paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await stat(join(installer, path))).size));
}

const titles = ({ entries }: Reading): string[] => entries.map(({ title }: Entry) => title);

networked('the installer by PXELINUX: its menu, and its kernel and initrd by TFTP', async () => {
  await using network = await privateNetwork();
  const tftp = ['enable-tftp', `tftp-root=${installer}`, 'user=root'];
  await startDnsmasq(network, [dhcpRange, 'dhcp-boot=pxelinux.0', ...tftp]);
  const { reading, sizes } = await findOn(network);
  assert.is(reading.config, '/pxelinux.cfg/default');
  assert.is(reading.entries[0]?.title, 'Install');
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
});

networked('the installer by GRUB, as a UEFI is sent to it', async () => {
  await using network = await privateNetwork();
  const tftp = ['enable-tftp', `tftp-root=${installer}`, 'user=root'];
  await startDnsmasq(network, [dhcpRange, `dhcp-boot=${files}/bootnetx64.efi`, ...tftp]);
  const { reading, sizes } = await findOn(network);
  assert.is(reading.config, `/${files}/grub/grub.cfg`);
  assert.equal(titles(reading).slice(0, 1), ['Install']);
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
});

networked('iPXE is handed out first, then its script by HTTPS, which goes on with one for this machine', async () => {
  await using network = await privateNetwork();
  const path = await site('ipxe', {
    'boot.ipxe': `#!ipxe\nchain by-mac-\${net0/mac:hexhyp}.ipxe || chain any.ipxe\n`,
    'any.ipxe': `#!ipxe
set base https://${serverAddress}/installer/${files}
kernel \${base}/linux ip=\${ip}::\${gateway}:\${netmask} BOOTIF=01-\${mac} from=\${dhcp-server}
initrd \${base}/initrd.gz
boot
`,
  });
  const certificates = await makeCertificates(directory.path, { names: [`IP:${serverAddress}`] });
  await startNginx(network, { root: path, certificates });
  await startDnsmasq(network, [
    ...[dhcpRange, 'dhcp-userclass=set:ipxe,iPXE', 'dhcp-boot=tag:!ipxe,undionly.kpxe', 'dhcp-option=3,10.77.0.1'],
    `dhcp-boot=tag:ipxe,https://${serverAddress}/boot.ipxe`,
  ]);
  const { mac, reading, sizes } = await findOn(network, { ca: certificates.authority });
  assert.match(
    reading.entries[0]?.cmdline ?? '',
    new RegExp(`^ip=10\\.77\\.0\\.\\d+::10\\.77\\.0\\.1:255\\.255\\.255\\.0 BOOTIF=01-${mac} from=10\\.77\\.0\\.1$`),
  );
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
  const { failure } = await findOn(network, {}, { name: 'stranger' });
  assert.match(failure ?? '', /certificate/);
});

networked('the API of pixiecore on a server', async () => {
  await using network = await privateNetwork();
  const answer = JSON.stringify({
    kernel: `/installer/${files}/linux`,
    initrd: [`/installer/${files}/initrd.gz`],
    cmdline: 'url={{ URL "/preseed.cfg" }}',
  });
  const path = await site('api', { 'v1/boot/any': answer });
  const more = 'location ~ ^/v1/boot/[0-9a-f:]+$ { try_files /v1/boot/any =404; }';
  await startNginx(network, { root: path, more });
  await startDnsmasq(network, [dhcpRange]);
  const { reading, sizes } = await findOn(network, { pixiecore: `http://${serverAddress}` });
  assert.is(reading.entries[0]?.cmdline, `url=http://${serverAddress}/preseed.cfg`);
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
});

networked('a pixiecore, which names its iPXE by the address of the card, and files by queries', async () => {
  await using network = await privateNetwork();
  const base = `http://${serverAddress}/_`;
  const path = await site('pixiecore', {
    'ipxe.txt': `#!ipxe
kernel --name kernel ${base}/file?name=a%2Fb%3D&type=kernel
initrd --name initrd0 ${base}/file?name=c%2Bd&type=initrd
imgfetch --name ready ${base}/booting?mac=any ||
imgfree ready ||
boot kernel initrd=initrd0 quiet
`,
  });
  const more = `
    location = /_/ipxe { if ($arg_arch = "") { return 400; } try_files /ipxe.txt =404; }
    location = /_/file {
      if ($args = "name=a%2Fb%3D&type=kernel") { rewrite ^ /installer/${files}/linux last; }
      if ($args = "name=c%2Bd&type=initrd") { rewrite ^ /installer/${files}/initrd.gz last; }
      return 404;
    }`;
  await startNginx(network, { root: path, more });
  await startDnsmasq(network, [
    ...[dhcpRange, 'dhcp-userclass=set:own,pixiecore', 'dhcp-boot=tag:!own,52:54:00:12:34:56/0'],
    `dhcp-boot=tag:own,${base}/ipxe?arch=0&mac=52:54:00:12:34:56`,
  ]);
  const { reading, sizes } = await findOn(network);
  assert.is(reading.entries[0]?.cmdline, 'initrd=initrd0 quiet');
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
});

networked('a URL that somebody enters: the script there has the facts of the lease', async () => {
  await using network = await privateNetwork();
  const base = `http://${serverAddress}/installer/${files}`;
  const script = `#!ipxe\nkernel ${base}/linux by=\${net0/mac} name=\${hostname}\ninitrd ${base}/initrd.gz\nboot\n`;
  await startNginx(network, { root: await site('entered', { 'dir/own.ipxe': script }) });
  await startDnsmasq(network, [dhcpRange, 'dhcp-host=*:*:*:*:*:*,node7']);
  const how = entered(`http://${serverAddress}/dir/own.ipxe`);
  const { mac, reading, sizes } = await findOn(network, {}, { how });
  assert.is(reading.entries[0]?.cmdline, `by=${mac} name=node7`);
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
});

networked('a directory with loader/entries that nginx lists, named by baton.url', async () => {
  await using network = await privateNetwork();
  const entry = (version: string) =>
    `title Installer\nversion ${version}\nlinux /${files}/linux\ninitrd /${files}/initrd.gz\noptions v=${version}\n`;
  const path = await site('listed', {
    'loader/entries/installer-1.9.conf': entry('1.9'),
    'loader/entries/installer-1.10.conf': entry('1.10'),
  });
  await symlink(join(installer, 'debian-installer'), join(path, 'debian-installer'));
  await startNginx(network, { root: path, more: 'autoindex on;' });
  await startDnsmasq(network, [dhcpRange, 'dhcp-boot=pxelinux.0']);
  const { reading, sizes } = await findOn(network, { url: `http://${serverAddress}/` });
  assert.equal(
    reading.entries.map(({ cmdline, default: chosen }) => `${chosen ? '*' : ''}${cmdline}`),
    ['*v=1.10', 'v=1.9'],
  );
  assert.equal(sizes, await sizesOf(`${files}/linux`, `${files}/initrd.gz`));
});

test.run();
