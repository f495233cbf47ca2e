// Scripts in the manner of the engines that steer fleets: the settings that they ask for, and how they go on to the next
// script on a server. Facts: Foreman's provisioning templates, Tinkerbell's auto.ipxe (smee), matchbox's /boot.ipxe,
// pixiecore's /_/ipxe and netboot.xyz's menus.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../../src/dialects/dialect.ts';
import { readIpxe } from '../../../../src/dialects/ipxe/read.ts';
import { MemoryVolume } from '../../memory-volume.ts';

type Servers = Readonly<Record<string, Readonly<Record<string, string>>>>;

const site = 'http://10.0.2.2';
const mac = '52:54:00:ab:cd:ef';
const smbios: Readonly<Record<string, string>> = {
  product_uuid: '12345678-9abc-4def-8123-456789abcdef',
  sys_vendor: 'Maker',
  product_name: 'Box 7',
  product_serial: 'S-77',
  chassis_asset_tag: 'A 12',
};

/** Reads /start of `site` on a machine that has these servers around it. */
async function read(servers: Servers, asked: string[] = []) {
  const volumes = new Map<string, MemoryVolume>();
  for (const [id, content] of Object.entries(servers)) {
    const volume = new MemoryVolume({ id, type: 'http' }, content);
    const { read } = volume;
    volume.read = (path, limit) => {
      asked.push(`${id}${path}`);
      return read.call(volume, path, limit);
    };
    volumes.set(id, volume);
  }
  const machine: Machine = {
    firmware: 'efi',
    cpu: 'x86_64',
    hardware: { smbios: (field) => smbios[field], cpuFlags: () => [] },
    network: {
      mac,
      ip: '10.0.2.15',
      netmask: '255.255.255.0',
      gateway: '10.0.2.1',
      dns: '10.0.2.3',
      hostname: 'node7',
      domain: 'example.org',
      dhcpServer: '10.0.2.2',
      bootServer: '10.0.2.4',
      bootFile: `${site}/start`,
      volume: (origin) => volumes.get(origin),
    },
  };
  return (await readIpxe('/start', volumes.get(site)!, machine))!;
}

const kernel = (path: string) => ({ volume: site, path });

test('matchbox asks for the configuration of this machine by all that identifies it', async () => {
  const query = `uuid=${smbios.product_uuid}&mac=52-54-00-ab-cd-ef&domain=example.org&hostname=node7&serial=S-77`;
  const { entries } = await read({
    [site]: {
      '/start': `#!ipxe
chain ipxe?uuid=\${uuid}&mac=\${mac:hexhyp}&domain=\${domain}&hostname=\${hostname}&serial=\${serial}
`,
      [`/ipxe?${query}`]: `#!ipxe\nkernel /assets/vmlinuz ignition.config.url=\${cwduri}ignition?mac=\${net0/mac:hexhyp}
initrd /assets/initrd.img
boot\n`,
      '/assets/vmlinuz': 'MZ',
      '/assets/initrd.img': '',
    },
  });
  assert.equal(entries[0]?.kernel, kernel('/assets/vmlinuz'));
  assert.equal(entries[0]?.initrds, [kernel('/assets/initrd.img')]);
  assert.is(entries[0]?.cmdline, `ignition.config.url=${site}/ignition?mac=52-54-00-ab-cd-ef`);
  assert.is(entries[0]?.default, true);
});

test('Foreman finds the machine by the card that has an address, and goes on at another server', async () => {
  const next = `/unattended/iPXE?mac=${encodeURIComponent(mac)}`;
  const card = (number: number) => `:net${number}
isset \${net${number}/mac} || goto no_nic
dhcp net${number} || goto net${number + 1}
chain http://foreman.example/unattended/iPXE?mac=\${net${number}/mac} || goto net${number + 1}
`;
  const { entries } = await read({
    [site]: { '/start': `#!ipxe\n${card(0)}${card(1)}:no_nic\nsleep 30\nexit 1\n` },
    'http://foreman.example': {
      [decodeURIComponent(next)]: `#!gpxe
ping --count 1 \${netX/gateway} || echo no gateway
kernel http://10.0.2.2/debian/linux initrd=initrd.img interface=auto url=http://foreman.example/unattended/provision ip=\${netX/ip}::\${netX/gateway}:\${netX/netmask} BOOTIF=01-\${mac} auto
initrd http://10.0.2.2/debian/initrd.img
imgstat
boot
`,
    },
  });
  assert.is(
    entries[0]?.cmdline,
    'initrd=initrd.img interface=auto url=http://foreman.example/unattended/provision ' +
      `ip=10.0.2.15::10.0.2.1:255.255.255.0 BOOTIF=01-${mac} auto`,
  );
  assert.equal(entries[0]?.kernel, kernel('/debian/linux'));
});

test('a chain that its server does not have goes on behind the ||', async () => {
  const { entries } = await read({
    [site]: {
      '/start':
        '#!ipxe\nchain --autofree http://10.0.2.9/none || chain none.ipxe || goto local\nexit\n:local\nkernel k\nboot\n',
      '/k': '',
    },
    'http://10.0.2.9': {},
  });
  assert.equal(entries[0]?.kernel, kernel('/k'));
});

test('Tinkerbell tries again by labels and counters; what it says of the machine is its address', async () => {
  const { entries } = await read({
    [site]: {
      '/start': `#!ipxe
set arch x86_64
set download-url ${site}/hook
set kernel vmlinuz-\${arch}
set retries:int32 3
set retry_delay:int32 1
set idx:int32 0
:retry_kernel
kernel \${download-url}/\${kernel} facility=onprem worker_id=${mac} hw_addr=\${net0/mac} \\
modules=loop initrd=initramfs-\${arch} console=tty0 && goto download_initrd || iseq \${idx} \${retries} && goto failed || inc idx && echo again ; sleep \${retry_delay} ; goto retry_kernel
:download_initrd
initrd \${download-url}/initramfs-\${arch} && goto boot || goto failed
:boot
boot || goto failed
:failed
imgfree
exit
`,
      '/hook/vmlinuz-x86_64': '',
      '/hook/initramfs-x86_64': '',
    },
  });
  assert.equal(entries[0]?.kernel, kernel('/hook/vmlinuz-x86_64'));
  assert.is(
    entries[0]?.cmdline,
    `facility=onprem worker_id=${mac} hw_addr=${mac} modules=loop initrd=initramfs-x86_64 console=tty0`,
  );
  assert.equal(entries[0]?.diagnostics, []);
});

test('pixiecore names files by queries, and reports by a fetch of which nothing is kept', async () => {
  const file = (name: string, type: string) => `/_/file?name=${name}%2B%3D&type=${type}`;
  const { entries } = await read({
    [site]: {
      '/start': `#!ipxe
kernel --name kernel ${site}${file('abc', 'kernel')}
initrd --name initrd0 ${site}${file('def', 'initrd')}
imgfetch --name ready ${site}/_/booting?mac=${mac} ||
imgfree ready ||
boot kernel initrd=initrd0 quiet
`,
      [file('abc', 'kernel')]: 'MZ',
      [file('def', 'initrd')]: '',
    },
  });
  assert.equal(entries[0]?.kernel, kernel(file('abc', 'kernel')));
  assert.equal(entries[0]?.initrds, [kernel(file('def', 'initrd'))]);
  assert.is(entries[0]?.cmdline, 'initrd=initrd0 quiet');
  assert.is(entries[0]?.kind, 'linux');
});

test('netboot.xyz: what lies beside the script is asked for, and menus of other scripts are submenus', async () => {
  const menus = {
    '/start': `#!ipxe
chain --autofree boot.cfg ||
iseq \${cls} serial && goto ignore_cls ||
:ignore_cls
cpuid --ext 29 && set arch x86_64 || set arch i386
isset \${menu} && goto \${menu} ||
:main_menu
menu \${site_name}
item --gap Distributions:
item linux Linux
item tools Tools (\${platform}, \${manufacturer} \${product} \${asset})
choose --default linux --timeout 5000 menu || goto exit
chain --autofree \${menu}.ipxe || goto error
goto main_menu
:error
echo failed
:exit
exit
`,
    '/boot.cfg': `#!ipxe\nset site_name The site\nset mirror http://mirror.example\nset ipv4 \${net0/ip}\n`,
    '/linux.ipxe': `#!ipxe
:linux_menu
set os Debian
menu Linux
item debian \${os} (\${arch})
item other Other
choose --default debian version || goto exit
goto \${version}
:debian
imgfree
kernel \${mirror}/debian/linux initrd=initrd.gz \${ipv4} {initrd}
initrd \${mirror}/debian/initrd.gz
boot
:other
kernel \${mirror}/other/vmlinuz
boot
:exit
exit 0
`,
  };
  const { entries, timeout } = await read({ [site]: menus, 'http://mirror.example': {} });
  assert.is(timeout, 5);
  assert.equal(
    entries.map(({ submenu, title, kernel: image }) => [...submenu, title, image?.path].join(' > ')),
    [
      'Linux > Debian (x86_64) > /debian/linux',
      'Linux > Other > /other/vmlinuz',
      // There is no such script: the way ends without anything to boot.
      'Tools (efi, Maker Box 7 A 12) > ',
    ],
  );
  assert.equal(entries[0]?.kernel, { volume: 'http://mirror.example', path: '/debian/linux' });
  assert.is(entries[0]?.cmdline, 'initrd=initrd.gz 10.0.2.15 {initrd}');
});

test('what DHCP has told of an interface, and what is not there', async () => {
  const script = `#!ipxe\nisset \${proxydhcp/dhcp-server} || set p none\nkernel k \${net0.dhcp/next-server} \${netX/ifname} \${p}\nboot\n`;
  const { entries } = await read({ [site]: { '/start': script, '/k': '' } });
  assert.is(entries[0]?.cmdline, '10.0.2.4 net0 none');
});

test('a server is asked once for what a way goes through, and not for kernels', async () => {
  const asked: string[] = [];
  const script = '#!ipxe\nkernel vmlinuz a\ninitrd initrd.img\nboot\n';
  await read({ [site]: { '/start': script, '/vmlinuz': 'MZ' } }, asked);
  assert.equal(new Set(asked), new Set([`${site}/start`]));
});

test('scripts that chain to ever new ones come to an end', async () => {
  const pages: Record<string, string> = { '/start': '#!ipxe\nchain page0\n' };
  for (let page = 0; page < 300; page++) pages[`/page${page}`] = `#!ipxe\nchain --replace page${page + 1}\n`;
  const asked: string[] = [];
  const { entries } = await read({ [site]: pages }, asked);
  assert.equal(entries.filter(({ kind }) => kind === 'linux').length <= 1, true);
  assert.ok(asked.length < 500);
});

test.run();
