// The same cmdline as the real PXELINUX hands over, with what it adds of the network and the firmware, in the
// configuration that it finds by the machine's UUID.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { fetchPackage } from '../../build/package.ts';
import { ensureTools } from '../../build/tools.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import type { Machine } from '../../src/dialects/dialect.ts';
import { wireOrder } from '../../src/dialects/wire-order.ts';
import { DirectoryVolume } from '../../src/disks/directory-volume.ts';
import { findPxelinux } from '../../src/network/find-pxelinux.ts';
import { printed, printingMachine } from './printing-kernel.ts';

/** Most of it is spent with DHCP. */
const timeout = 300_000;

const smbios: Readonly<Record<string, string>> = {
  product_uuid: '12345678-9abc-4def-8123-456789abcdef',
  sys_vendor: 'Some Vendor',
  product_name: 'Box  7',
  product_serial: 'S1',
};
const lease = { card: 'eth0', mac: '52:54:00:12:34:56', address: '10.0.2.15', prefix: 24, routers: [], dns: [] };

/** All that there is on a network, but the processor's features, which QEMU's change with its version. */
const config = `default a
sysappend 0x1f7
label a
 kernel linux
 append first
 initrd i
`;

test('the cmdline with IPAPPEND and SYSAPPEND, by the UUID', async () => {
  await ensureTools(['qemu-system-x86_64', '/usr/lib/ipxe/qemu/efi-virtio.rom']);
  using directory = await temporaryDirectory();
  const { root } = await fetchPackage('debian-installer-12-netboot-amd64');
  const installer = join(root, 'usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64');
  const tftp = directory.path;
  await copyFile(join(installer, 'pxelinux.0'), join(tftp, 'pxelinux.0'));
  await copyFile(join(installer, 'boot-screens/ldlinux.c32'), join(tftp, 'ldlinux.c32'));
  await mkdir(join(tftp, 'pxelinux.cfg'));
  await writeFile(join(tftp, 'pxelinux.cfg', wireOrder(smbios.product_uuid)!), config);
  await writeFile(join(tftp, 'pxelinux.cfg/default'), 'default b\nlabel b\n kernel linux\n append default\n');
  await writeFile(join(tftp, 'linux'), await printingKernel('real-mode'));
  await writeFile(join(tftp, 'i'), 'initrd');

  const { product_uuid, sys_vendor, product_name, product_serial } = smbios;
  const args = [
    ...['-boot', 'n', '-netdev', `user,id=network,tftp=${tftp},bootfile=pxelinux.0`],
    ...['-device', 'virtio-net-pci,netdev=network', '-machine', 'graphics=off', '-uuid', product_uuid!],
    ...['-smbios', `type=1,manufacturer=${sys_vendor},product=${product_name},serial=${product_serial},version=V`],
  ];
  const booted = printed(await run('qemu-system-x86_64', [...printingMachine, ...args], { timeout }));

  const volume = new DirectoryVolume(tftp, { id: 'tftp://10.0.2.2', type: 'tftp' });
  const machine: Machine = {
    firmware: 'pc',
    cpu: 'x86_64',
    hardware: { smbios: (field) => ({ ...smbios, product_version: 'V' })[field], cpuFlags: () => [] },
    network: {
      ...{ mac: lease.mac, ip: lease.address, netmask: '255.255.255.0', gateway: '10.0.2.2', bootServer: '10.0.2.2' },
      volume: () => volume,
    },
  };
  const reading = await findPxelinux('tftp://10.0.2.2/pxelinux.0', lease, machine);
  const [entry] = reading.entries;
  assert.is(`BOOT_IMAGE=${entry?.bootImage} ${entry?.cmdline}`, booted.cmdline);
  assert.match(booted.cmdline, / ip=10\.0\.2\.15:/);
});

test.run();
