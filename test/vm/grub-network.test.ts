// The same cmdline as the real GRUB hands over that has come over the network, with what it knows of the network.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import type { Machine } from '../../src/dialects/dialect.ts';
import { DirectoryVolume } from '../../src/disks/directory-volume.ts';
import { findGrub } from '../../src/network/find-grub.ts';
import { printed, printingMachine } from './printing-kernel.ts';

/** Most of it is spent with DHCP. */
const timeout = 300_000;

const uuid = '12345678-9abc-4def-8123-456789abcdef';
const mac = '52:54:00:12:34:56';

/** GRUB's linux16 enters kernels in real mode, as the one that prints is entered. */
const config = `
insmod linux16
linux16 (tftp)/linux root=$root prefix=$prefix if=$net_default_interface ip=$net_default_ip mac=$net_default_mac \\
  server=$net_default_server pxe=$pxe_default_server file=$net_pxe_boot_file next=$net_pxe_next_server own=$net_pxe_ip
initrd16 (tftp,10.0.2.2)/i
boot
`;

test('variables of the network, and servers as devices', async () => {
  await ensureTools([
    ...['qemu-system-x86_64', '/usr/lib/ipxe/qemu/efi-virtio.rom', 'grub-mknetdir'],
    '/usr/lib/grub/i386-pc/boot.img',
  ]);
  using directory = await temporaryDirectory();
  const tftp = directory.path;
  const mknetdir = ['--net-directory', tftp, '--subdir', 'grub', '-d', '/usr/lib/grub/i386-pc'];
  await run('grub-mknetdir', mknetdir, { timeout: 60_000 });
  await writeFile(join(tftp, 'grub/grub.cfg'), config);
  await writeFile(join(tftp, 'linux'), await printingKernel('real-mode'));
  await writeFile(join(tftp, 'i'), 'initrd');
  const bootFile = 'grub/i386-pc/core.0';
  const args = [
    ...['-boot', 'n', '-netdev', `user,id=network,tftp=${tftp},bootfile=${bootFile}`],
    ...['-device', 'e1000,netdev=network', '-machine', 'graphics=off', '-uuid', uuid],
  ];
  const booted = printed(await run('qemu-system-x86_64', [...printingMachine, ...args], { timeout }));

  const volume = new DirectoryVolume(tftp, { id: 'tftp://10.0.2.2', type: 'tftp' });
  const machine: Machine = {
    firmware: 'pc',
    cpu: 'x86_64',
    hardware: { smbios: () => uuid, cpuFlags: () => [] },
    network: {
      ...{ mac, ip: '10.0.2.15', netmask: '255.255.255.0', gateway: '10.0.2.2', bootServer: '10.0.2.2', bootFile },
      volume: () => volume,
    },
  };
  const reading = await findGrub(`tftp://10.0.2.2/${bootFile}`, machine);
  const [entry] = reading?.entries ?? [];
  assert.is(`BOOT_IMAGE=${entry?.bootImage} ${entry?.cmdline}`, booted.cmdline);
});

test.run();
