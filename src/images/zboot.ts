// A compressed kernel in an EFI program that unpacks it, `vmlinuz.efi`.
// https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/drivers/firmware/efi/libstub/zboot-header.S

import { Bytes } from './bytes.ts';
import { type Compression, compressionOf } from './decompress.ts';
import type { Format, Image } from './image.ts';
import { architectureOf, readPe } from './pe.ts';

export interface Zboot {
  readonly format: 'zboot';
  readonly architecture: string;
  /** The compressed kernel: where in the file it lies, in bytes. */
  readonly payload: { readonly offset: number; readonly size: number };
  /** As its bytes tell; undefined where they are of no kind that is known. */
  readonly compression?: Compression;
  /** As the header calls it: `gzip`, `zstd22`, `xzkern`. */
  readonly label: string;
  /** What was compressed, as far as its begin tells. */
  readonly content?: Image;
  /** Why that could not be read. */
  readonly damage?: string;
}

export const zboot: Format = {
  name: 'zboot',
  recognise: async (source, head) => {
    if (!head.has('MZ') || !head.has('zimg', 4)) return undefined;
    const pe = await readPe((offset, length) => source.read(offset, length));
    if (!pe) return undefined;
    const payload = { offset: head.u32(8), size: head.u32(12) };
    const compression = compressionOf(new Bytes(await source.read(payload.offset, 6)));
    return {
      format: 'zboot',
      architecture: architectureOf(pe),
      payload,
      ...(compression ? { compression } : {}),
      label: head.text(24, 32),
    };
  },
};
