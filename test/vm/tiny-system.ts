// The smallest system that can tell how it was started: an initrd with busybox, which prints and powers off.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchPackageFor } from '../../build/package.ts';
import { x86_64 } from '../../build/target.ts';
import { writeCpio } from '../../src/images/cpio.ts';

const init = `#!/bin/busybox sh
b=/bin/busybox
# Nothing of the kernel's is to come in between.
$b dmesg -n 1
$b mkdir -p /proc /sys
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
echo "cmdline: $($b cat /proc/cmdline)"
$b dmesg | $b sed -n 's/^[^]]*] //; s/BIOS-e820: /e820: /p'
echo "initrd: $($b find / -xdev -type f ! -name baton-journal.json | $b sort | $b xargs $b sha256sum | $b sha256sum)"
if [ -d /sys/firmware/efi ]; then echo "UEFI: $($b ls /sys/firmware/efi/runtime-map 2>/dev/null | $b wc -l) descriptors"; fi
if [ -e /proc/device-tree/model ]; then echo "board: $($b tr -d '\\0' </proc/device-tree/model)"; fi
if [ -e /proc/device-tree/compatible ]; then echo "kind: $($b tr -d '\\0' </proc/device-tree/compatible)"; fi
if [ -d /sys/firmware/acpi/tables ]; then echo "ACPI: $($b ls /sys/firmware/acpi/tables | $b tr '\\n' ' ')"; fi
if [ -e /proc/vmcore ]; then
  echo "vmcore of $($b head -c 65536 /proc/vmcore | $b strings | $b sed -n 's/^OSRELEASE=//p')"
fi
echo "the tiny system is up"
$b poweroff -f
`;

/** The initrd, not compressed. */
export async function tinyInitrd(target = x86_64): Promise<Buffer> {
  const { root } = await fetchPackageFor(target.debian, 'busybox-static');
  const busybox = await readFile(join(root, 'bin/busybox'));
  return writeCpio([
    { path: 'bin', mode: 0o755, content: { kind: 'directory' } },
    { path: 'bin/busybox', mode: 0o755, content: { kind: 'file', data: busybox } },
    { path: 'dev', mode: 0o755, content: { kind: 'directory' } },
    { path: 'dev/console', mode: 0o600, content: { kind: 'character device', major: 5, minor: 1 } },
    { path: 'init', mode: 0o755, content: { kind: 'file', data: Buffer.from(init) } },
  ]);
}

/** What the system printed about itself. */
export interface Told {
  readonly cmdline: string;
  /** The memory map, line by line. */
  readonly e820: readonly string[];
  /** The digest of all files that it found in its initrds, and their names; baton's journal is never the same. */
  readonly initrd: string;
  /** How many parts the memory map of UEFI's runtime services has. */
  readonly uefi?: number;
  /** What its device tree calls the machine: its model, and what it is compatible with. */
  readonly board?: string;
  readonly kind?: string;
  /** The release of the crashed kernel whose memory it found. */
  readonly crashed?: string;
}

/** Reads the console of a machine on which the system has run. */
export function told(console: string): Told {
  const crashed = /^vmcore of (.*)$/m.exec(console)?.[1];
  const uefi = /^UEFI: (\d+) descriptors$/m.exec(console)?.[1];
  const board = /^board: (.*)$/m.exec(console)?.[1];
  const kind = /^kind: (.*)$/m.exec(console)?.[1];
  return {
    ...(board === undefined ? {} : { board }),
    ...(kind === undefined ? {} : { kind }),
    ...(uefi === undefined ? {} : { uefi: Number(uefi) }),
    ...(crashed === undefined ? {} : { crashed }),
    initrd: /^initrd: ([0-9a-f]{64}) /m.exec(console)?.[1] ?? '',
    cmdline: /^cmdline: (.*)$/m.exec(console)?.[1] ?? '',
    e820: [...console.matchAll(/^e820: (.*)$/gm)].map((match) => match[1]!),
  };
}

export const tinySystemIsUp = /the tiny system is up/;
