// What an image is, by its content.

import { arm64Image } from './arm64.ts';
import { Bytes } from './bytes.ts';
import { bzImage } from './bzimage.ts';
import { compressed } from './compressed.ts';
import { cpioArchive } from './cpio-archive.ts';
import { type Compression, decompressHead } from './decompress.ts';
import { efiProgram } from './efi.ts';
import { elf } from './elf.ts';
import { type Format, HEAD, type Image } from './image.ts';
import { ImageError } from './image-error.ts';
import { fromBytes, partOf, type Source } from './source.ts';
import { unifiedKernel } from './uki.ts';
import { zboot } from './zboot.ts';

/**
 * All formats. Nearly all kernels are EFI programs as well, so that these come last of what begins with `MZ`, and what
 * is compressed has weaker magic numbers than the rest.
 */
export const formats: readonly Format[] = [
  bzImage,
  unifiedKernel,
  zboot,
  arm64Image,
  efiProgram,
  elf,
  cpioArchive,
  compressed,
];

/** How much of what is compressed is looked at; the section table of an EFI program may lie behind its head. */
const CONTENT = 256 * 1024;

/**
 * What the source is, and where it is compressed what is inside, one layer deep.
 * @returns undefined where it is no image of a known kind. Throws what the source throws, and nothing for any bytes
 */
export async function recognise(source: Source): Promise<Image | undefined> {
  const image = await match(source);
  if (image?.format === 'zboot' && image.compression)
    return { ...image, ...(await inside(image.compression, partOf(source, image.payload.offset, image.payload.size))) };
  if (image?.format !== 'compressed') return image;
  const found = await inside(image.compression, source);
  // Three bytes are what LZMA is known by, which other files begin with as well.
  return image.compression === 'lzma' && !found.content ? undefined : { ...image, ...found };
}

async function match(source: Source): Promise<Image | undefined> {
  const head = new Bytes(await source.read(0, HEAD));
  for (const format of formats) {
    const image = await format.recognise(source, head);
    if (image) return image;
  }
  return undefined;
}

async function inside(compression: Compression, source: Source): Promise<{ content?: Image; damage?: string }> {
  try {
    const content = await match(fromBytes(await decompressHead(compression, source, CONTENT)));
    return content ? { content } : {};
  } catch (failure) {
    if (!(failure instanceof ImageError)) throw failure;
    return { damage: failure.message };
  }
}
