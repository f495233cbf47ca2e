// From the file that a configuration names to what kexec can load: the kernel out of a unified kernel image, a zboot
// image or a compressed file, and what else such a file holds.

import type { OpenFile } from '../entry/volume.ts';
import { type Compression, decompress } from '../images/decompress.ts';
import { ImageError } from '../images/image-error.ts';
import { recognise } from '../images/recognise.ts';
import { partOf, type Source } from '../images/source.ts';
import { readMemory } from '../linux/memory.ts';
import { type FilePart, isWhole, sourceOf } from './file-part.ts';
import { LoadError } from './load-error.ts';
import { MemoryFile } from './memory-file.ts';
import { type UnifiedParts, unifiedParts } from './unified-parts.ts';

export interface Unwrapped extends Omit<UnifiedParts, 'linux'> {
  /** A file that holds the kernel alone: the one that was given, or one in memory. */
  readonly kernel: number;
  /** Closes what was opened; the file that was given stays open. */
  close(): Promise<void>;
}

/** What is inside what: a unified kernel image, in it a zboot image, in it the kernel. */
const maxLayers = 4;
/** Of a kernel that is unpacked, in bytes, however much memory there is. */
const largest = 2 ** 30;

export interface UnwrapOptions {
  /** Number of the profile of a unified kernel image. */
  readonly profile?: number | undefined;
  /** PE addons that go with such an image, open, in order. */
  readonly addons?: readonly FilePart[];
  /** Bytes that a kernel may unpack to; half of the memory that is left where it is not given. */
  readonly limit?: number;
}

/**
 * @param file what the configuration names, open
 * @param name what the reader knows it by
 * Raises LoadError, whose message is a sentence, where it is damaged, too large, or no kernel inside something else.
 */
export async function unwrapKernel(
  file: FilePart,
  name: string,
  { profile = 0, addons = [], limit = readMemory().available / 2 }: UnwrapOptions = {},
): Promise<Unwrapped> {
  const most = Math.min(limit, largest);
  const opened: OpenFile[] = [];
  const close = async () => void (await Promise.all(opened.map((one) => one.close())));
  let unified: UnifiedParts | undefined;
  try {
    let inner = file;
    for (let layer = 0; layer < maxLayers; layer++) {
      const source = await sourceOf(inner);
      const image = await recognise(source);
      if (image?.format === 'uki') {
        unified = await unifiedParts(inner, image, name, profile, addons);
        inner = unified.linux;
      } else if (image?.format === 'compressed') {
        if (!image.content) throw noKernel(name, image.damage);
        inner = await unpacked(image.compression, source);
      } else if (image?.format === 'zboot') {
        if (!image.compression)
          throw noKernel(name, `it is compressed in a way (${image.label}) that baton does not know`);
        inner = await unpacked(image.compression, partOf(source, image.payload.offset, image.payload.size));
      } else break;
    }
    const { linux: _, ...others } = unified ?? { linux: inner, before: [], after: [] };
    return { kernel: await whole(inner), ...others, close };
  } catch (failure) {
    await close();
    if (failure instanceof ImageError)
      throw new LoadError(`The kernel ${name} is damaged: ${failure.message}. Reinstall it, or choose another entry.`, {
        cause: failure,
      });
    throw failure;
  }

  async function unpacked(compression: Compression, source: Source): Promise<FilePart> {
    return inMemory(decompress(compression, source));
  }

  /** The descriptor of a file that holds just the part. */
  async function whole(part: FilePart): Promise<number> {
    if (isWhole(part)) return part.fd;
    if (part.size > most) throw tooLarge(name, most);
    const copy = newFile();
    await copy.copy(part);
    return copy.fd;
  }

  async function inMemory(pieces: AsyncIterable<Uint8Array>): Promise<FilePart> {
    const copy = newFile();
    await copy.writeAll(limited(pieces, most, name));
    return { fd: copy.fd, offset: 0, size: copy.size };
  }

  function newFile(): MemoryFile {
    const made = new MemoryFile('kernel');
    opened.push(made);
    return made;
  }
}

/** The pieces, until they are more than `limit` bytes. */
async function* limited(pieces: AsyncIterable<Uint8Array>, limit: number, name: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > limit) throw tooLarge(name, limit);
    yield piece;
  }
}

function tooLarge(name: string, limit: number): LoadError {
  const mebi = Math.floor(limit / 2 ** 20);
  return new LoadError(
    `The kernel ${name} unpacks to more than ${mebi} MiB, which is more than there may be. Choose another entry, or give the machine more memory.`,
  );
}

function noKernel(name: string, reason = 'what is compressed in it is no kernel'): LoadError {
  return new LoadError(`The kernel ${name} cannot be used: ${reason}. Reinstall it, or choose another entry.`);
}
