import type { Machine } from './dialect.ts';

/** How EFI names a processor in file names, and PE images in their header. */
export interface EfiProcessor {
  /** As in `bootx64.efi`. */
  readonly name: string;
  /** The machine field of a PE image. */
  readonly machine: number;
}

/** https://uefi.org/specs/UEFI/2.10/03_Boot_Manager.html#removable-media-boot-behavior */
export const efiProcessors: Readonly<Record<Machine['cpu'], EfiProcessor>> = {
  x86_64: { name: 'x64', machine: 0x8664 },
  i386: { name: 'ia32', machine: 0x14c },
  arm64: { name: 'aa64', machine: 0xaa64 },
};
