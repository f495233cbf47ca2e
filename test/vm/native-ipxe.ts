// What iPXE itself makes of a script: the one in QEMU's network card boots a kernel that prints its command line.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { printingKernel } from '../../qemu/printing-kernel/make.ts';
import { temporaryDirectory } from '../../qemu/temporary.ts';
import { printed, printingMachine } from './printing-kernel.ts';

/** Most of it is spent with DHCP. */
const timeout = 300_000;

/** What QEMU's user network tells, and iPXE in a BIOS says of itself. */
export const facts = {
  'net0/mac': '52:54:00:12:34:56',
  'net0/ip': '10.0.2.15',
  'net0/netmask': '255.255.255.0',
  'net0/gateway': '10.0.2.2',
  'next-server': '10.0.2.2',
  filename: 'boot.ipxe',
} as const;

/**
 * Boots /boot.ipxe from a TFTP server that has these files, without keys pressed. A file whose text is `KERNEL` is the
 * kernel. Throws an error with what the console shows where nothing is booted.
 */
export async function bootIpxe(files: Readonly<Record<string, string>>) {
  await ensureTools(['qemu-system-x86_64', '/usr/lib/ipxe/qemu/efi-virtio.rom']);
  using directory = await temporaryDirectory();
  const kernel = await printingKernel('real-mode');
  const root = join(directory.path, 'tftp');
  await mkdir(root);
  for (const [path, text] of Object.entries(files))
    await writeFile(join(root, path), text === 'KERNEL' ? kernel : text);
  const network = `user,id=network,tftp=${root},bootfile=boot.ipxe`;
  const args = [
    '-boot',
    'n',
    '-netdev',
    network,
    '-device',
    'virtio-net-pci,netdev=network',
    '-machine',
    'graphics=off',
  ];
  return printed(await run('qemu-system-x86_64', [...printingMachine, ...args], { timeout }));
}
