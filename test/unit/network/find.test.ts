// From what a DHCP server has told to a boot loader's configuration on its servers.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Finder, find } from '../../../src/network/find.ts';
import { type Lease, leaseFrom } from '../../../src/network/lease.ts';
import { NetworkError } from '../../../src/network/network-error.ts';
import { MemoryVolume } from '../memory-volume.ts';

const mac = '52:54:00:12:34:56';
const lease: Lease = { card: 'eth0', mac, address: '10.0.2.15', prefix: 24, routers: [], dns: [], server: '10.0.2.2' };
const machine = { firmware: 'pc', cpu: 'x86_64' } as const;
const label = 'default a\nlabel a\n kernel linux\n append from=here\n';

/** The configuration that a lease leads to on a server with these files. */
async function configured(
  told: Partial<Lease>,
  origin: string,
  files: Readonly<Record<string, string>>,
  more: Partial<Finder> = {},
) {
  const type = origin.slice(0, origin.indexOf(':'));
  const volume = (asked: string) => new MemoryVolume({ id: asked, type }, asked === origin ? files : {});
  const found = await find({ ...lease, ...told }, { machine, volume, ...more });
  return 'reading' in found ? found.reading : found.file.path;
}

test('what udhcpc tells becomes a lease; a boot server is named in one of several places', () => {
  const environment = {
    interface: 'eth0',
    ip: '10.0.2.15',
    mask: '20',
    router: '10.0.2.2 10.0.2.3',
    serverid: '10.0.2.2',
  };
  assert.equal(leaseFrom({ ...environment, boot_file: 'pxelinux.0', siaddr: '0.0.0.0' }, mac), {
    ...lease,
    prefix: 20,
    routers: ['10.0.2.2', '10.0.2.3'],
    bootServer: '10.0.2.2',
    bootFile: 'pxelinux.0',
  });
  assert.is(leaseFrom({ ...environment, tftp: 'boot.example', siaddr: '10.0.2.4' }, mac)?.bootServer, 'boot.example');
  assert.is(leaseFrom({ ...environment, siaddr: '10.0.2.4' }, mac)?.bootServer, '10.0.2.4');
  assert.is(leaseFrom({ interface: 'eth0' }, mac), undefined);
});

test('PXELINUX looks below its own directory, by address before the default', async () => {
  const files = { '/pxe/pxelinux.cfg/0A00': label, '/pxe/pxelinux.cfg/default': 'say no\n', '/pxe/linux': '' };
  const reading = await configured({ bootFile: 'pxe/pxelinux.0' }, 'tftp://10.0.2.2', files);
  assert.ok(typeof reading === 'object');
  assert.is(reading.config, '/pxe/pxelinux.cfg/0A00');
  assert.equal(reading.entries[0]?.kernel, { volume: 'tftp://10.0.2.2', path: '/pxe/linux' });
});

test('options 209 and 210 name the configuration and the prefix, also on another server', async () => {
  const told = { bootFile: 'any', pathPrefix: 'http://boot.example/pxe/', configFile: 'mine' };
  const reading = await configured(told, 'http://boot.example', { '/pxe/mine': label });
  assert.ok(typeof reading === 'object');
  assert.is(reading.config, '/pxe/mine');
});

test('a GRUB leads to the grub.cfg beside it, first to the one for this machine', async () => {
  const files = {
    '/grub/grub.cfg': "menuentry 'all' { linux /linux }\n",
    '/grub/grub.cfg-01-52-54-00-12-34-56': "menuentry 'own' { linux /linux }\n",
    '/linux': '',
  };
  const reading = await configured({ bootFile: 'grubnetx64.efi.signed' }, 'tftp://10.0.2.2', files);
  assert.ok(typeof reading === 'object');
  assert.equal(
    reading.entries.map(({ title }) => title),
    ['own'],
  );
});

test('an iPXE script is run with what the lease has told; any other file is looked at by others', async () => {
  const script = `#!ipxe\nkernel linux by=\${net0/mac}\nboot\n`;
  const reading = await configured({ bootFile: 'http://h/a.ipxe' }, 'http://h', { '/a.ipxe': script, '/linux': '' });
  assert.ok(typeof reading === 'object');
  assert.is(reading.entries[0]?.cmdline, `by=${mac}`);
  assert.is(await configured({ bootFile: 'vmlinuz' }, 'tftp://10.0.2.2', { '/vmlinuz': 'MZ' }), '/vmlinuz');
});

test('PXELINUX and GRUB ask by the UUID as its bytes lie in SMBIOS', async () => {
  const hardware = { smbios: () => '12345678-9abc-4def-8123-456789abcdef', cpuFlags: () => [] };
  const own = '78563412-bc9a-ef4d-8123-456789abcdef';
  const more = { machine: { ...machine, hardware } };
  const files = { [`/pxelinux.cfg/${own}`]: label, [`/grub.cfg-${own}`]: "menuentry 'own' { linux /k }\n", '/k': '' };
  const pxe = await configured({ bootFile: 'pxelinux.0' }, 'tftp://10.0.2.2', files, more);
  const grub = await configured({ bootFile: 'shimx64.efi' }, 'tftp://10.0.2.2', files, more);
  assert.equal(
    [pxe, grub].map((one) => typeof one === 'object' && one.config),
    Object.keys(files).slice(0, 2),
  );
});

test('IPAPPEND has the address, the servers and the card of the lease', async () => {
  const files = { '/pxelinux.cfg/default': 'default a\nlabel a\n kernel k\n ipappend 3\n', '/k': '' };
  const told = { bootFile: 'pxelinux.0', bootServer: '10.0.2.4', routers: ['10.0.2.1'], prefix: 20 };
  const reading = await configured(told, 'tftp://10.0.2.4', files);
  assert.ok(typeof reading === 'object');
  assert.is(reading.entries[0]?.cmdline, 'ip=10.0.2.15:10.0.2.4:10.0.2.1:255.255.240.0 BOOTIF=01-52-54-00-12-34-56');
});

test('an IPv6 address is ip6 to iPXE, and PXELINUX adds none', async () => {
  const six = { address: 'fd77::5', prefix: 64 };
  const script = `#!ipxe\nkernel linux \${net0/ip6}-\${ip}-\${netmask}\nboot\n`;
  const found = await configured({ ...six, bootFile: 'http://h/a' }, 'http://h', { '/a': script, '/linux': '' });
  assert.is(typeof found === 'object' && found.entries[0]?.cmdline, 'fd77::5--');
  const files = { '/pxelinux.cfg/default': 'default a\nlabel a\n kernel k\n ipappend 3\n', '/k': '' };
  const pxe = await configured({ ...six, bootFile: 'tftp://h/pxelinux.0' }, 'tftp://h', files);
  assert.is(typeof pxe === 'object' && pxe.entries[0]?.cmdline, 'BOOTIF=01-52-54-00-12-34-56');
});

test('of an image of grub-mknetdir the directory above its platform is the prefix', async () => {
  const files = {
    '/grub/i386-pc/grub.cfg': 'source /grub/grub.cfg\n',
    '/grub/grub.cfg': 'menuentry g { linux /linux $prefix }\n',
    '/linux': '',
  };
  const reading = await configured({ bootFile: 'grub/i386-pc/core.0' }, 'tftp://10.0.2.2', files);
  assert.is(typeof reading === 'object' && reading.entries[0]?.cmdline, '(tftp,10.0.2.2)/grub');
});

test('a server that hands out iPXE is asked what it has for iPXE', async () => {
  const asked: string[] = [];
  const script = '#!ipxe\nkernel linux next\nboot\n';
  const again: Finder['again'] = async (userClass, own) => {
    asked.push(userClass);
    return { ...own, bootFile: 'http://h/next.ipxe' };
  };
  for (const bootFile of ['undionly.kpxe', 'ipxe/snponly.efi', `${mac}/0`]) {
    const reading = await configured({ bootFile }, 'http://h', { '/next.ipxe': script, '/linux': '' }, { again });
    assert.ok(typeof reading === 'object');
    assert.is(reading.entries[0]?.cmdline, 'next', bootFile);
  }
  assert.equal(asked, ['iPXE', 'iPXE', 'pixiecore']);
});

test('an iPXE without a script of its own looks for autoexec.ipxe beside itself, and says what is missing', async () => {
  const again = async () => undefined;
  const script = '#!ipxe\nkernel linux auto\nboot\n';
  const files = { '/boot/autoexec.ipxe': script, '/boot/linux': '' };
  const reading = await configured({ bootFile: 'boot/ipxe.efi' }, 'tftp://10.0.2.2', files, { again });
  assert.ok(typeof reading === 'object');
  assert.is(reading.entries[0]?.cmdline, 'auto');
  const none = await configured({ bootFile: 'ipxe.efi' }, 'tftp://10.0.2.2', {}, { again }).catch(
    (failure: Error) => failure.message,
  );
  assert.match(String(none), /hands out iPXE \(ipxe\.efi\), but has no script for it.*autoexec\.ipxe/);
});

test('a URL of the settings counts in place of what DHCP names', async () => {
  const script = '#!ipxe\nkernel linux own\nboot\n';
  const files = { '/own.ipxe': script, '/linux': '' };
  const reading = await configured({ bootFile: 'pxelinux.0' }, 'http://h', files, { url: 'http://h/own.ipxe' });
  assert.ok(typeof reading === 'object');
  assert.is(reading.entries[0]?.cmdline, 'own');
});

test('bootx64.efi is a GRUB where a grub.cfg lies beside it, and otherwise a file to be looked at', async () => {
  const files = { '/grub/grub.cfg': "menuentry 'all' { linux /linux }\n", '/linux': '' };
  const reading = await configured({ bootFile: 'bootx64.efi' }, 'tftp://10.0.2.2', files);
  assert.is(typeof reading === 'object' && reading.entries[0]?.title, 'all');
  assert.is(await configured({ bootFile: 'http://h/BOOTX64.EFI' }, 'http://h', {}), '/BOOTX64.EFI');
});

test('what a server makes impossible ends in a sentence with its cause', async () => {
  const refusal = (told: Partial<Lease>, files = {}) =>
    configured(told, 'http://h', files).then(String, (error: Error) => error.message);
  const chain = { '/a.ipxe': '#!ipxe\nchain http://[:/ ||\nchain b.ipxe\n' };
  assert.match(
    await refusal({ bootFile: 'http://h/a.ipxe' }, chain),
    /http:\/\/h\/a\.ipxe has nothing to boot\. The script ends at line 3: .*b\.ipxe is not to be had/,
  );
  assert.match(
    await refusal({ bootFile: 'a', bootServer: 'no name' }),
    /"a" on the server "no name", which make no URL/,
  );
  assert.match(await refusal({ bootFile: 'pxelinux.0', pathPrefix: 'http://[' }), /option 210\), which is no path/);
  assert.match(await refusal({ bootFile: '%E0%A4%A/pxelinux.0' }), /no configuration of PXELINUX/);
});

test('a systemd-boot leads to the entries that lie beside it', async () => {
  const entry = 'title Own\nlinux /linux\n';
  const index = '<a href="own.conf">own.conf</a>';
  const listed: Finder['volume'] = (id) => {
    const volume = new MemoryVolume({ id, type: 'http' }, { '/loader/entries/own.conf': entry, '/linux': '' });
    const { read } = volume;
    volume.read = async (path, limit) =>
      path === '/loader/entries/' ? Buffer.from(index) : read.call(volume, path, limit);
    return volume;
  };
  const bootFile = 'http://h/EFI/systemd/systemd-bootx64.efi';
  const reading = await configured({ bootFile }, 'http://h', {}, { volume: listed });
  assert.is(typeof reading === 'object' && reading.entries[0]?.title, 'Own');
});

test('a server that refuses what it does not have is asked for the next name; nothing at all ends with its words', async () => {
  const refusing = (files: Readonly<Record<string, string>>): Finder['volume'] => {
    return (id) => {
      const volume = new MemoryVolume({ id, type: 'http' }, files);
      const { stat } = volume;
      volume.stat = async (path) => {
        const found = await stat.call(volume, path);
        if (!found) throw new NetworkError(`${id}${path} is not to be had: it is forbidden (status 403).`);
        return found;
      };
      volume.read = async (path) => {
        const found = files[path];
        if (found === undefined) throw new NetworkError(`${id}${path} is not to be had: it is forbidden (status 403).`);
        return Buffer.from(found);
      };
      return volume;
    };
  };
  const files = { '/pxelinux.cfg/default': label, '/grub/grub.cfg': "menuentry 'g' { linux /linux }", '/linux': '' };
  const found = (bootFile: string, volume: Finder['volume']) =>
    configured({ bootFile: `http://h/${bootFile}` }, 'http://h', {}, { volume }).then(
      (reading) => (typeof reading === 'object' ? reading.config : reading),
      (error: Error) => error.message,
    );
  assert.is(await found('pxelinux.0', refusing(files)), '/pxelinux.cfg/default');
  assert.is(await found('grubx64.efi', refusing(files)), '/grub/grub.cfg');
  assert.match(await found('pxelinux.0', refusing({})), /pxelinux\.cfg\/default is not to be had: it is forbidden/);
  assert.is(await found('', refusing(files)), '/grub/grub.cfg');
  assert.is(await found('BOOTX64.EFI', refusing({ '/BOOTX64.EFI': 'MZ' })), '/BOOTX64.EFI');
});

test('a lease that names nothing, and a server that has nothing, end in a sentence', async () => {
  const refusal = (told: Partial<Lease>) => configured(told, '', {}).then(String, (error: Error) => error.message);
  assert.match(await refusal({}), /has given eth0 the address 10\.0\.2\.15, but no file to boot/);
  assert.match(await refusal({ bootFile: 'pxelinux.0' }), /no configuration of PXELINUX: 10 names were tried/);
  assert.match(
    await refusal({ bootFile: 'grubx64.efi' }),
    /has no grub\.cfg beside tftp:\/\/10\.0\.2\.2\/grubx64\.efi/,
  );
});

test.run();
