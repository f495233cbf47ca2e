// Memory that is set aside for a crash kernel when the running one starts.
// https://docs.kernel.org/admin-guide/kdump/kdump.html#crashkernel-syntax

import { existsSync, readFileSync } from 'node:fs';

/** In bytes; 0 where none is reserved, undefined where the running kernel has no kexec. */
export function reservedBytes(): number | undefined {
  try {
    return Number(readFileSync('/sys/kernel/kexec_crash_size', 'utf8'));
  } catch {
    return undefined;
  }
}

/** Enough for a distribution's kernel with its initrd. */
const wanted = 'crashkernel=256M';

/** Files and programs that tell how a system's cmdline is set, and what to do where one is there. */
const ways: Readonly<Record<string, string>> = {
  '/usr/sbin/grubby': `Run grubby --update-kernel=ALL --args=${wanted}`,
  '/etc/default/grub': `Add ${wanted} to GRUB_CMDLINE_LINUX in /etc/default/grub, run update-grub (or grub-mkconfig)`,
  '/etc/kernel/cmdline': `Add ${wanted} to /etc/kernel/cmdline, run kernel-install or reinstall the kernel`,
};

/**
 * A sentence for a system that has no reserved memory: why, and how it gets some.
 * @param cmdline of the running kernel
 */
export function howToReserve(cmdline: string, isThere: (path: string) => boolean = existsSync): string {
  const asked = /(?:^|\s)(crashkernel=\S*)/.exec(cmdline)?.[1];
  if (asked !== undefined)
    return `The kernel could not reserve the memory that ${asked} asks for. "dmesg | grep -i crashkernel" may tell why; try a smaller size.`;
  const way = Object.keys(ways).find(isThere);
  const how = way === undefined ? `Add ${wanted} to the cmdline in the boot loader's configuration` : ways[way];
  return `No memory is reserved for a crash kernel. ${how}, and restart.`;
}
