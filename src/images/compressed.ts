import { type Compression, compressionOf } from './decompress.ts';
import type { Format, Image } from './image.ts';

/** Something that is compressed as a whole: a kernel, or an initrd. */
export interface Compressed {
  readonly format: 'compressed';
  readonly compression: Compression;
  /** What was compressed, as far as its begin tells; undefined where it is no image. */
  readonly content?: Image;
  /** Why that could not be read. */
  readonly damage?: string;
}

export const compressed: Format = {
  name: 'compressed',
  recognise: (_, head) => {
    const compression = compressionOf(head);
    return compression && { format: 'compressed', compression };
  },
};
