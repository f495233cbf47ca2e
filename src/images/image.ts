// What an image can be, and what its headers say.

import type { Arm64Image } from './arm64.ts';
import type { Bytes } from './bytes.ts';
import type { BzImage } from './bzimage.ts';
import type { Compressed } from './compressed.ts';
import type { CpioArchive } from './cpio-archive.ts';
import type { EfiProgram } from './efi.ts';
import type { Elf } from './elf.ts';
import type { Source } from './source.ts';
import type { UnifiedKernel } from './uki.ts';
import type { Zboot } from './zboot.ts';

export type Image = BzImage | UnifiedKernel | Zboot | Arm64Image | EfiProgram | Elf | Compressed | CpioArchive;

/** One kind of image. */
export interface Format {
  readonly name: Image['format'];
  /**
   * @param head the source's first {@link HEAD} bytes, or all that it has
   * @returns what its headers say; undefined where it is none of this kind. Throws what the source throws, and nothing
   *   for any bytes
   */
  recognise(source: Source, head: Bytes): Image | undefined | Promise<Image | undefined>;
}

/** As far as any format's magic numbers lie: multiboot's 32 KiB, and a bzImage's version a little behind. */
export const HEAD = 0x8200;
