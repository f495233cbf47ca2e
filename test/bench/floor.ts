// The floor: the least that a kexec boot loader could do. An initramfs of busybox and Debian's kexec, whose script
// has the demo disk's default entry written into it: no search, no menu, no configuration.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownOrigin } from '../../build/bundle.ts';
import { busyboxFile } from '../../build/busybox.ts';
import { cpio } from '../../build/cpio.ts';
import { debianOrigin } from '../../build/debian-origin.ts';
import { fetchKernel, readModule } from '../../build/kernel.ts';
import { libraryFiles } from '../../build/libraries.ts';
import { moduleName, readIndex } from '../../build/modules.ts';
import { fetchPackage } from '../../build/package.ts';
import { x86_64 } from '../../build/target.ts';
import { arrange, directory, file, type Item } from '../../build/tree.ts';
import type { FixedEntry } from './entry.ts';

/** What the kernel lacks to read an ext4 filesystem on a virtio disk. */
const modules = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4'];

/** kexec-tools links to Xen's libraries, for the kernels that run under it. */
const libraryPackages = [
  ...['libc6', 'liblzma5', 'zlib1g', 'libxenmisc4.17', 'libxencall1', 'libxendevicemodel1', 'libxenevtchn1'],
  ...['libxenforeignmemory1', 'libxengnttab1', 'libxenhypfs1', 'libxenstore4', 'libxentoolcore1', 'libxentoollog1'],
];

function initScript({ device, kernel, initrd, cmdline }: FixedEntry, order: readonly string[]): string {
  return `#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc
$b mount -t devtmpfs devtmpfs /dev
echo "floor has started" >/dev/kmsg
${order.map((name) => `$b insmod /modules/${name}.ko`).join('\n')}
$b mount -t ext4 -o ro,noload /dev/${device} /disk
/bin/kexec -s -l /disk${kernel} --initrd=/disk${initrd} --command-line='${cmdline}'
$b umount /disk
$b awk '/MemTotal/ { t = $2 } /MemAvailable/ { print "memory: " int((t - $2) / 1024) " MiB in use" }' /proc/meminfo >/dev/console
/bin/kexec -e
`;
}

async function kexecFiles(): Promise<Item[]> {
  const tools = await fetchPackage('kexec-tools');
  const program = join(tools.root, 'sbin/kexec');
  return [
    file('bin/kexec', await readFile(program), await debianOrigin(tools), 0o755),
    ...(await libraryFiles(program, libraryPackages, x86_64)),
  ];
}

/** The floor's initramfs, an uncompressed cpio archive as baton's, which boots `entry`. */
export async function floorImage(entry: FixedEntry): Promise<Uint8Array> {
  const kernel = await fetchKernel('cloud');
  const index = await readIndex(join(kernel.package.root, 'lib/modules', kernel.release));
  const paths = new Set<string>();
  const add = (path: string): void => {
    for (const needed of index.dependencies.get(path) ?? []) add(needed);
    paths.add(path);
  };
  for (const name of modules) {
    const path = index.byName.get(name);
    if (path !== undefined) add(path);
  }
  const origin = await debianOrigin(kernel.package);
  const order = [...paths].map(moduleName);
  const moduleItems = await Promise.all(
    [...paths].map(async (path) => file(`modules/${moduleName(path)}.ko`, await readModule(kernel, path), origin)),
  );
  const items = [
    file('init', Buffer.from(initScript(entry, order)), await ownOrigin(), 0o755),
    await busyboxFile(x86_64),
    ...(await kexecFiles()),
    ...moduleItems,
    ...['proc', 'disk'].map((path) => directory(path)),
    { path: 'dev/console', mode: 0o600, content: { kind: 'character device', major: 5, minor: 1 } } as const,
  ];
  return cpio(arrange(items));
}
