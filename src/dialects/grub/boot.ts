import type { Kind, Resource } from '../../entry/entry.ts';

/** What the loader commands have loaded so far. `cmdline` and `bootImage` are byte strings. */
export interface Boot {
  kind: Kind;
  kernel?: Resource;
  cmdline: string;
  bootImage?: string;
  initrds: Resource[];
  /** Of the modules of a Multiboot kernel, which are in `initrds`; byte strings. */
  moduleArguments?: string[];
  devicetree?: Resource;
}

const SPECIAL = /[\\'" ]/;

/**
 * Arguments as GRUB writes them on the kernel's command line: an argument with a space goes between double quotes,
 * and quotes and backslashes get a backslash. (GRUB: `grub_create_loader_cmdline`, grub-core/lib/cmdline.c.)
 */
export function kernelCommandLine(args: readonly string[]): string {
  return args.map((arg) => (SPECIAL.test(arg) ? quote(arg) : arg)).join(' ');
}

function quote(arg: string): string {
  const escaped = arg.replace(/[\\'"]/g, '\\$&');
  return arg.includes(' ') ? `"${escaped}"` : escaped;
}
