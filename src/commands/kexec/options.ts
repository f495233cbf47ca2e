// The options of kexec-tools 2.0 on x86_64. https://man7.org/linux/man-pages/man8/kexec.8.html

import { handsDeviceTrees, whyNoDeviceTree } from '../../kexec/device-tree.ts';
import type { Option } from './getopt.ts';

/** What the command does, and by which means. */
const core: readonly Option[] = [
  { long: 'help', short: 'h' },
  { long: 'version', short: 'v' },
  { long: 'debug', short: 'd' },
  { long: 'force', short: 'f' },
  { long: 'no-checks', short: 'i' },
  { long: 'no-ifdown', short: 'x' },
  { long: 'no-sync', short: 'y' },
  { long: 'load', short: 'l' },
  { long: 'unload', short: 'u' },
  { long: 'exec', short: 'e' },
  { long: 'exec-live-update' },
  { long: 'load-preserve-context' },
  { long: 'load-jump-back-helper' },
  { long: 'load-live-update' },
  { long: 'entry', argument: true },
  { long: 'type', short: 't', argument: true },
  { long: 'load-panic', short: 'p' },
  { long: 'mem-min', argument: true },
  { long: 'mem-max', argument: true },
  { long: 'reuseinitrd' },
  { long: 'kexec-file-syscall', short: 's' },
  { long: 'kexec-syscall', short: 'c' },
  { long: 'kexec-syscall-auto', short: 'a' },
  { long: 'status', short: 'S' },
  { long: 'print-ckr-size' },
  { long: 'reset-vga' },
  { long: 'serial', argument: true },
  { long: 'serial-baud', argument: true },
  { long: 'console-vga' },
  { long: 'console-serial' },
  { long: 'elf32-core-headers' },
  { long: 'elf64-core-headers' },
];

/** What is loaded; they make no sense without a kernel. */
const loader: readonly Option[] = [
  { long: 'pass-memmap-cmdline' },
  { long: 'noefi' },
  { long: 'reuse-video-type' },
  { long: 'command-line', argument: true },
  { long: 'append', argument: true },
  { long: 'reuse-cmdline' },
  { long: 'initrd', argument: true },
  { long: 'ramdisk', argument: true },
  { long: 'args-elf' },
  { long: 'args-linux' },
  { long: 'args-none' },
  { long: 'module', argument: true },
  { long: 'real-mode' },
  { long: 'entry-32bit' },
  { long: 'dtb', argument: true },
];

export const options: readonly Option[] = [...core, ...loader];

/** Whether an option is about the kernel to be loaded. */
export function isLoaderOption(name: string): boolean {
  return loader.some(({ long }) => long === name);
}

/** Options that are never honoured here, and why. What may stand instead ends the sentence. */
export const refused: Readonly<Record<string, string>> = {
  'exec-live-update': 'it updates a running Xen, and this is none',
  'load-live-update': 'it updates a running Xen, and this is none',
  reuseinitrd: 'x86 kernels do not keep their initrd. Name the initrd with --initrd',
  'reset-vga': "baton has no code that sets a VGA's registers. Leave the mode to the new kernel",
  'elf32-core-headers': 'x86_64 kernels write 64-bit core headers. Leave it out',
  'pass-memmap-cmdline': 'the memory map is passed in the boot parameters, whatever its size. Leave it out',
  'args-elf': 'baton starts ELF kernels as Linux kernels, with boot parameters. Leave it out',
  'args-none': 'baton starts ELF kernels as Linux kernels, with boot parameters. Leave it out',
  'real-mode': 'the 16-bit entry asks the BIOS, which is not there any more. Leave it out, or use --entry-32bit',
  ...(handsDeviceTrees() ? {} : { dtb: `${whyNoDeviceTree()}. Leave it out` }),
};
