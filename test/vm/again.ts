// A system that tells how it was started, and restarts the machine.

import { writeCpio } from '../../src/images/cpio.ts';
import { tinyInitrd } from './tiny-system.ts';

const script = `#!/bin/busybox sh
b=/bin/busybox
# Nothing of the kernel's is to come in between.
$b dmesg -n 1
$b mkdir -p /proc
$b mount -t proc proc /proc
echo "started with: $($b cat /proc/cmdline)."
$b reboot -f
`;

/** Its initrd, not compressed; it is started by {@link againInit}. */
export async function againInitrd(): Promise<Buffer> {
  const file = { path: 'again', mode: 0o755, content: { kind: 'file' as const, data: Buffer.from(script) } };
  return Buffer.concat([await tinyInitrd(), writeCpio([file])]);
}

/** The parameter that starts it. */
export const againInit = 'rdinit=/again';

/** A pattern for what it says when its cmdline holds `marker`. */
export function startedWith(marker: string): RegExp {
  return new RegExp(`started with: [^\\n]*\\b${marker}\\b[^\\n]*\\.\\n`);
}
