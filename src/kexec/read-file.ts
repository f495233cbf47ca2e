// Files as kexec_load(2) needs them: whole, in memory, and not compressed.

import { Bytes } from '../images/bytes.ts';
import { compressionOf, decompress } from '../images/decompress.ts';
import { fromDescriptor } from '../images/from-file.ts';
import { ImageError } from '../images/image-error.ts';
import { LoadError } from './load-error.ts';

/** More than any kernel or module has; what is larger is taken for a decompression bomb. */
const largest = 2 ** 30;
const headSize = 16;

/**
 * Reads the open file, decompressed where all of it is compressed as one.
 * @param name what the reader knows it by
 * Raises LoadError where it cannot be read, is damaged, or has more than 1 GiB.
 */
export async function readUnpacked(fd: number, name: string): Promise<Uint8Array> {
  try {
    const source = await fromDescriptor(fd);
    const compression = compressionOf(new Bytes(await source.read(0, headSize)));
    if (!compression) return await readWhole(fd, name);
    const chunks: Uint8Array[] = [];
    let size = 0;
    const decoder = decompress(compression, source);
    let step = await decoder.next();
    for (; !step.done; step = await decoder.next()) {
      size += step.value.length;
      if (size > largest) throw tooLarge(name);
      chunks.push(step.value);
    }
    // Something follows, as in an initrd of several archives: its reader knows what to make of that.
    if (step.value < source.size) return await readWhole(fd, name);
    return Buffer.concat(chunks, size);
  } catch (failure) {
    if (failure instanceof ImageError)
      throw new LoadError(`${name} is damaged: ${failure.message}. Reinstall it.`, { cause: failure });
    throw unreadable(name, failure);
  }
}

/** Reads the open file as it is. Raises LoadError where it cannot be read, or has more than 1 GiB. */
export async function readWhole(fd: number, name: string): Promise<Uint8Array> {
  try {
    const source = await fromDescriptor(fd);
    if (source.size > largest) throw tooLarge(name);
    return await source.read(0, source.size);
  } catch (failure) {
    throw unreadable(name, failure);
  }
}

const tooLarge = (name: string): LoadError =>
  new LoadError(`${name} has more than 1 GiB, which baton does not load by kexec_load. Use a smaller one.`);

function unreadable(name: string, failure: unknown): LoadError {
  if (failure instanceof LoadError) return failure;
  const code = (failure as NodeJS.ErrnoException).code ?? String(failure);
  return new LoadError(`${name} could not be read (${code}). Check the disk.`, { cause: failure });
}
