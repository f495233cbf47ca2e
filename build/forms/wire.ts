// wire/: what a server of TFTP or HTTP hands out to machines that boot from their network.

import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout } from '../cache.ts';
import { fetchPackageFor } from '../package.ts';
import { x86_64 } from '../target.ts';
import { wholeFile } from '../whole-file.ts';
import { writeUki } from './efi.ts';
import type { Form, FormOptions } from './form.ts';

const [kernel, initramfs] = ['vmlinuz', 'initramfs.img'];

/** `initrd=` tells a kernel that UEFI has started which of the files that iPXE holds is its own. */
const ipxe = (cmdline: string) => `#!ipxe
kernel ${kernel} initrd=${initramfs} ${cmdline}
initrd ${initramfs}
boot
`;

const pxelinux = (cmdline: string) => `DEFAULT baton
LABEL baton
  LINUX ${kernel}
  INITRD ${initramfs}
  APPEND ${cmdline}
`;

const grub = (cmdline: string) => `set timeout=0
menuentry baton {
  linux /${kernel} ${cmdline}
  initrd /${initramfs}
}
`;

/** Of Debian's packages, what a BIOS loads. */
const biosFiles = [
  { name: 'pxelinux.0', package: 'pxelinux', path: 'usr/lib/PXELINUX/pxelinux.0' },
  { name: 'ldlinux.c32', package: 'syslinux-common', path: 'usr/lib/syslinux/modules/bios/ldlinux.c32' },
] as const;

async function writeWire(options: FormOptions, directory: string): Promise<void> {
  const { target, image, cmdline } = options;
  const at = (name: string) => join(directory, name);
  await mkdir(at('pxelinux.cfg'), { recursive: true });
  await mkdir(at('grub'));
  await copyFile(image.vmlinuz, at(kernel));
  await copyFile(image.initramfs, at(initramfs));
  await writeUki(options, at('baton.efi'));
  await writeFile(at('boot.ipxe'), ipxe(cmdline));
  await writeFile(at('grub/grub.cfg'), grub(cmdline));
  for (const name of ['README.txt', 'dnsmasq.conf', 'dnsmasq-proxy.conf'])
    await writeFile(at(name), await readFile(join(checkout, 'build/forms/wire', name)));
  if (target !== x86_64) return;
  await writeFile(at('pxelinux.cfg/default'), pxelinux(cmdline));
  for (const { name, package: holder, path } of biosFiles)
    await copyFile(join((await fetchPackageFor(target.debian, holder)).root, path), at(name));
}

export const wire: Form = async (options) => [
  await wholeFile(join(options.output, 'wire'), (path) => writeWire(options, path)),
];
