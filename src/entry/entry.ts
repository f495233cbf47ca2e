// An Entry is one thing that can be booted, as its own boot loader describes it. Plain data: it survives JSON.

import type { EnvironmentChange } from './environment-change.ts';

/** The language an entry was written in, or what else it comes from. The names are part of `baton list --json`. */
export type Source =
  | 'grub'
  | 'bls'
  | 'uki'
  | 'systemd-boot'
  | 'syslinux'
  | 'pxelinux'
  | 'ipxe'
  | 'pixiecore'
  | 'loopback'
  | 'catalogue'
  | 'kboot'
  | 'yaboot'
  | 'lilo'
  | 'rpi'
  | 'android'
  | 'kexec-default'
  | 'kdump'
  | 'kernels'
  | 'firmware';

/** What an entry starts. The kinds up to `multiboot2` can be handed to kexec; the others are kept and shown. */
export type Kind = 'linux' | 'uki' | 'multiboot' | 'multiboot2' | 'efi' | 'chainload' | 'firmware-setup' | 'none';

/** Where a kernel, an initrd or a device tree lies. */
export interface Resource {
  /** `Identity.id` of the volume, or undefined while no volume answers to `wants`. */
  readonly volume?: string;
  /** Absolute path inside the volume, or inside `image`. */
  readonly path: string;
  /** Path on the volume of the disc image that the file lies in (GRUB's `loopback`). */
  readonly image?: string;
  /** What the configuration asked for where no volume answers yet: `UUID=…`, `LABEL=…`, or a device name. */
  readonly wants?: string;
  /** Where it is to be fetched from, where it lies on no volume of this machine; `wants` then names the server. */
  readonly url?: string;
}

/** A remark of a parser: what it passed over and why. `line` counts from 1. */
export interface Diagnostic {
  readonly config: string;
  readonly line: number;
  readonly message: string;
}

export interface Entry {
  /** Unique in its configuration: the language's own id where there is one, else the titles joined with `>`. */
  readonly id: string;
  readonly title: string;
  /** Titles of the submenus around it, outermost first. */
  readonly submenu: readonly string[];
  readonly source: Source;
  /** `Identity.id` of the volume that the configuration lies on. */
  readonly volume: string;
  /** Path of the configuration file on that volume, and the line (from 1) where the entry begins. */
  readonly config: string;
  readonly line: number;
  readonly kind: Kind;
  readonly kernel?: Resource;
  /** In the order in which the kernel is to see them; for a kernel of Multiboot its modules. */
  readonly initrds: readonly Resource[];
  /** What stands behind each of these modules in the configuration, in their order. */
  readonly moduleArguments?: readonly string[];
  readonly devicetree?: Resource;
  /** What is to be applied to the device tree, in this order. */
  readonly overlays?: readonly Resource[];
  /** Number of the profile that is booted of a unified kernel image which has several. */
  readonly profile?: number;
  /** PE addons whose initrds, microcode and device trees go with a unified kernel image, in this order. */
  readonly addons?: readonly Resource[];
  /** True for a kernel that is loaded to be started when the running one crashes. It is no ordinary choice at boot. */
  readonly crash?: boolean;
  /** Options of kexec(8) by which its settings have it loaded. */
  readonly kexecOptions?: string;
  /** The arguments after the kernel, without `BOOT_IMAGE=`. */
  readonly cmdline: string;
  /** What the native loader passes as `BOOT_IMAGE=` before the cmdline, where it does so. */
  readonly bootImage?: string;
  /** True for the one entry that its boot loader would start when no key is pressed. */
  readonly default: boolean;
  /** The key that chooses it: one character, or a name such as `tab`, as the configuration has it. */
  readonly hotkey?: string;
  /** Who may boot it, when they have given their password; absent for everybody. */
  readonly users?: readonly string[];
  /** What the configuration says it is, for pictures: `debian`, `gnu-linux`, `os`. */
  readonly classes?: readonly string[];
  /** How often it may still be tried before it counts as bad, and how often it was tried in vain. */
  readonly tries?: { readonly left: number; readonly done: number };
  /** What its boot loader would write into environment blocks on its way to it. */
  readonly changes?: readonly EnvironmentChange[];
  /** True where the running kernel takes only signed kernels, and this one is not. */
  readonly unsigned?: boolean;
  /** Sentences about this entry alone: a file that is missing, a command that was passed over. */
  readonly diagnostics: readonly string[];
}
