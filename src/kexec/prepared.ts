import type { Segment } from '../linux/kexec-load.ts';
import type { EfiState } from './efi-state.ts';
import type { MemoryRange } from './memory-map.ts';
import { alignUp, pageSize } from './page.ts';
import type { Start } from './purgatory.ts';

/** What is to be loaded by kexec_load(2), read into memory. */
export interface Wanted {
  readonly kernel: Uint8Array;
  /** What the reader knows the kernel by, for sentences; kernels of Multiboot see it as their first argument. */
  readonly name: string;
  readonly cmdline: string;
  readonly initrd?: Uint8Array | undefined;
  /** For kernels of Multiboot: files and their own arguments, the name first. */
  readonly modules: readonly { readonly bytes: Uint8Array; readonly cmdline: string }[];
  /** A device tree in place of the running kernel's, where the processor's kernels take one. */
  readonly devicetree?: Uint8Array | undefined;
  /** What is applied to the device tree, in this order. */
  readonly overlays?: readonly { readonly bytes: Uint8Array; readonly name: string }[];
  /** Enter a bzImage at its 32-bit entry. */
  readonly entry32?: boolean | undefined;
}

/** What the next kernel is told of the machine. */
export interface Machine {
  readonly memory: readonly MemoryRange[];
  /** The running kernel's boot parameters. */
  readonly running?: Uint8Array | undefined;
  readonly efi?: EfiState | undefined;
}

/** A kernel with all that belongs to it, in its place, and how it is entered. */
export interface Prepared {
  readonly segments: readonly Segment[];
  readonly start: Start;
  /** The address behind the last character of a Linux kernel's cmdline. */
  readonly cmdlineEnd?: number;
}

/** A segment of whole pages. @param size bytes of memory; as many as `bytes` where it is left out */
export function makeSegment(address: number, bytes: Uint8Array, size: number = bytes.length): Segment {
  return { address, bytes, size: alignUp(size, pageSize) };
}
