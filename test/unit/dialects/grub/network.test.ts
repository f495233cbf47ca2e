// A GRUB that came over the network: its variables, and servers as devices.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../../src/dialects/dialect.ts';
import { readConfiguration } from '../../../../src/dialects/grub/read.ts';
import { MemoryVolume } from '../../memory-volume.ts';

type Files = Readonly<Record<string, string>>;

const mac = '52:54:00:12:34:56';

/** The reading of `config`, which has come from /grub/grub.cfg of tftp://10.0.2.2, besides which there are `servers`. */
async function read(
  config: string,
  files: Files,
  servers: Readonly<Record<string, Files>> = {},
  efi = false,
  bootFile = 'grub/grubnetx64.efi',
) {
  const all = { 'tftp://10.0.2.2': { ...files, '/grub/grub.cfg': config }, ...servers };
  const volumes = new Map(
    Object.entries(all).map(([id, content]) => [id, new MemoryVolume({ id, type: id.split(':')[0]! }, content)]),
  );
  const volume = volumes.get('tftp://10.0.2.2')!;
  const machine: Machine = {
    firmware: efi ? 'efi' : 'pc',
    cpu: 'x86_64',
    hardware: { smbios: () => '12345678-9abc-4def-8123-456789abcdef', cpuFlags: () => [] },
    network: {
      mac,
      ip: '10.0.2.15',
      netmask: '255.255.255.0',
      bootServer: '10.0.2.2',
      bootFile,
      hostname: 'node7',
      domain: 'example.org',
      volume: (origin) => volumes.get(origin),
    },
  };
  return readConfiguration('/grub/grub.cfg', volume, [volume], machine);
}

test('variables tell the card, its address and the server, by the default interface and by its name', async () => {
  const config = `menuentry a {
    linux /k $net_default_ip $net_default_mac $net_default_server $net_default_interface \\
      $net_efinet0_hostname.$net_efinet0_domain $net_efinet0_clientuuid $net_efinet0_boot_file root=$root
  }`;
  const { entries, diagnostics } = await read(config, { '/k': '' }, {}, true);
  assert.equal(diagnostics, []);
  assert.is(
    entries[0]?.cmdline,
    `10.0.2.15 ${mac} 10.0.2.2 efinet0 node7.example.org 78563412-bc9a-ef4d-8123-456789abcdef ` +
      'grub/grubnetx64.efi root=tftp,10.0.2.2',
  );
});

test('smbios has what the firmware says in variables, also for the name of a configuration', async () => {
  const config = 'smbios --type 1 --get-uuid 8 --set uuid\nsmbios -t 1 -s 4 --set vendor\nsource /by/$uuid.cfg\n';
  const own = "if smbios -t 99 -s 4 --set x; then true; else menuentry 'own' { linux /k vendor=$vendor }\nfi";
  const { entries } = await read(config, { '/by/12345678-9abc-4def-8123-456789abcdef.cfg': own, '/k': '' });
  assert.is(entries[0]?.cmdline, 'vendor=12345678-9abc-4def-8123-456789abcdef');
});

test('a configuration for one machine by its address, with a name that does not begin with a slash', async () => {
  const own = "menuentry 'own' { linux boot/k BOOTIF=01-$net_default_mac\n initrd boot/i }";
  const config = 'configfile "/none/grub.cfg-$net_default_mac"\nconfigfile "own/grub.cfg-$net_default_mac"\n';
  const { entries } = await read(config, { [`/own/grub.cfg-${mac}`]: own, '/boot/k': '', '/boot/i': '' });
  assert.is(entries[0]?.title, 'own');
  assert.is(entries[0]?.cmdline, `BOOTIF=01-${mac}`);
  assert.equal(entries[0]?.kernel, { volume: 'tftp://10.0.2.2', path: '/boot/k' });
});

const site = { 'http://boot.example:8080': { '/k': '' } };

test('(http,SERVER:PORT) is another server, (tftp) the default one, and $root may be a server', async () => {
  const config = `
    menuentry a { linux (http,boot.example:8080)/k\n initrd (tftp)/i }
    menuentry b { set root=http,boot.example:8080\n linux /k }
  `;
  const { entries } = await read(config, { '/i': '' }, site);
  const kernel = { volume: 'http://boot.example:8080', path: '/k' };
  assert.equal(
    entries.map((entry) => entry.kernel),
    [kernel, kernel],
  );
  assert.equal(entries[0]?.initrds, [{ volume: 'tftp://10.0.2.2', path: '/i' }]);
});

test('(pxe) and (pxe:SERVER), as older configurations have them, are TFTP', async () => {
  const config = 'menuentry a { linux (pxe)/k\n initrd (pxe:10.0.2.9)/i }\n';
  const { entries } = await read(config, { '/k': '' }, { 'tftp://10.0.2.9': { '/i': '' } });
  assert.equal(entries[0]?.kernel, { volume: 'tftp://10.0.2.2', path: '/k' });
  assert.equal(entries[0]?.initrds, [{ volume: 'tftp://10.0.2.9', path: '/i' }]);
});

test('after UEFI’s HTTP boot the default server is that of the URL', async () => {
  const config = 'menuentry a { linux (http)/k $net_default_server $net_efinet0_boot_file }\n';
  const { entries } = await read(config, {}, site, true, 'http://boot.example:8080/EFI/grubx64.efi');
  assert.equal(entries[0]?.kernel, { volume: 'http://boot.example:8080', path: '/k' });
  assert.is(entries[0]?.cmdline, 'boot.example:8080 /EFI/grubx64.efi');
});

test('a configuration may name another server as the default one', async () => {
  const config = 'set net_default_server=boot.example:8080\nmenuentry a { linux (http)/k }\n';
  const { entries } = await read(config, {}, site);
  assert.equal(entries[0]?.kernel, { volume: 'http://boot.example:8080', path: '/k' });
});

test('a server that does not have the kernel leaves an entry with a remark', async () => {
  const { entries } = await read('menuentry a { linux (http,none)/k }', {});
  assert.is(entries.length, 1);
  assert.match(JSON.stringify(entries[0]), /http,none/);
});

test.run();
