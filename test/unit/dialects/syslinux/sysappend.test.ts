// What SYSAPPEND adds to a cmdline of what the network and the firmware have told.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../../src/dialects/dialect.ts';
import { readSyslinux } from '../../../../src/dialects/syslinux/read.ts';
import { MemoryVolume } from '../../memory-volume.ts';

const smbios: Readonly<Record<string, string>> = {
  product_uuid: '12345678-9abc-4def-8123-456789abcdef',
  sys_vendor: 'Some  Vendor Inc. ',
  product_serial: 'S1',
  chassis_type: '23',
};
const machine: Machine = {
  firmware: 'pc',
  cpu: 'x86_64',
  hardware: { smbios: (field) => smbios[field], cpuFlags: () => ['fpu', 'pae', 'nx', 'lm', 'svm'] },
  network: {
    mac: '52:54:00:AB:12:34'.toLowerCase(),
    ip: '10.0.2.15',
    netmask: '255.255.255.0',
    gateway: '10.0.2.2',
    bootServer: '10.0.2.4',
    volume: () => undefined,
  },
};

async function read(config: string, loader: 'pxe' | 'sys', on: Machine = machine) {
  const volume = new MemoryVolume({ id: 'v', uuid: 'ABCD-0123' }, { '/cfg': config, '/k': '', '/i': '' });
  return (await readSyslinux('/cfg', '/', volume, loader, on)).entries;
}

test('IPAPPEND 3 behind the initrd: address, boot server, gateway, netmask, and the card that has booted', async () => {
  const [entry] = await read('label a\n kernel k\n append quiet\n initrd i\n ipappend 3\n', 'pxe');
  assert.is(entry?.cmdline, 'quiet initrd=i ip=10.0.2.15:10.0.2.4:10.0.2.2:255.255.255.0 BOOTIF=01-52-54-00-ab-12-34');
  assert.equal(entry?.diagnostics, []);
});

test('SYSAPPEND before the labels holds for all without one of their own; 0 asks for nothing', async () => {
  const [first, second] = await read('sysappend 2\nlabel a\n kernel k\nlabel b\n kernel k\n sysappend 0\n', 'pxe');
  assert.is(first?.cmdline, 'BOOTIF=01-52-54-00-ab-12-34');
  assert.is(second?.cmdline, '');
});

test('UUID as its bytes lie in SMBIOS, processor, texts of SMBIOS with _ for space; what is empty is left out', async () => {
  const [entry] = await read('label a\n kernel k\n sysappend 0x200bc\n', 'pxe');
  assert.is(
    entry?.cmdline,
    'SYSUUID=78563412-bc9a-ef4d-8123-456789abcdef CPU=6PXLS SYSVENDOR=Some_Vendor_Inc. SYSSERIAL=S1 SYSFF=23',
  );
});

test('from a disk there is no network to tell of, and the filesystem has a UUID', async () => {
  const [entry] = await read('label a\n kernel k\n sysappend 0x40003\n', 'sys');
  assert.is(entry?.cmdline, 'FSUUID=abcd-0123');
  assert.is((await read('label a\n kernel k\n sysappend 0x40000\n', 'pxe'))[0]?.cmdline, '');
  assert.equal(entry?.diagnostics, []);
});

test('what is not known of another machine is named in a remark', async () => {
  const [entry] = await read('label a\n kernel k\n sysappend 7\n', 'pxe', { firmware: 'pc', cpu: 'x86_64' });
  assert.is(entry?.cmdline, '');
  assert.match(entry?.diagnostics.join() ?? '', 'SYSAPPEND 0x7 would add ip, BOOTIF, SYSUUID to the cmdline');
});

test.run();
