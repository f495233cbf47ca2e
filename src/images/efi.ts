import type { Format } from './image.ts';
import { architectureOf, type PeSection, readPe } from './pe.ts';

/** An EFI program: a boot loader, a driver, or a kernel with an EFI stub of a kind that has no header of its own. */
export interface EfiProgram {
  readonly format: 'efi';
  readonly architecture: string;
  /** Whether it is a Linux kernel with an EFI stub, by the mark that Linux 5.18 and later leave. */
  readonly linux: boolean;
  readonly sections: readonly PeSection[];
}

/** https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/linux/pe.h (LINUX_PE_MAGIC) */
const LINUX = 0x818223cd;

export const efiProgram: Format = {
  name: 'efi',
  recognise: async (source, head) => {
    const pe = await readPe((offset, length) => source.read(offset, length));
    if (!pe) return undefined;
    return { format: 'efi', architecture: architectureOf(pe), linux: head.u32(0x38) === LINUX, sections: pe.sections };
  },
};
