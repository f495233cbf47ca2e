// Whether an archive that the system does not need may go behind its initrds.

import { basename } from 'node:path';
import { Bytes } from '../images/bytes.ts';
import { cpioVariant } from '../images/cpio-archive.ts';
import { compressionOf } from '../images/decompress.ts';
import { fromBytes } from '../images/source.ts';
import { type Memory, readMemory } from '../linux/memory.ts';
import { sourceOf, wholeFile } from './file-part.ts';
import type { InitrdPart } from './initrd.ts';

/** As many bytes as tell what it begins with. */
const headLength = 6;
/** What is left over for baton itself, in bytes. */
const reserve = 32 * 2 ** 20;

/**
 * True where there are initrds and each begins as an archive does, not as the image of a disk, and where there is memory
 * for the kernel's copy of them and for the one that joins them. Raises an error of the disk.
 * @param kernel its path: SYSLINUX's memdisk is no kernel, and takes a compressed image of a disk as its initrd
 * @param available bytes of memory
 */
export async function takesArchive(
  parts: readonly InitrdPart[],
  kernel: string,
  { available }: Pick<Memory, 'available'> = readMemory(),
): Promise<boolean> {
  if (parts.length === 0 || basename(kernel).toLowerCase().startsWith('memdisk')) return false;
  let size = 0;
  for (const part of parts) {
    const source = await (part instanceof Uint8Array
      ? fromBytes(part)
      : sourceOf(typeof part === 'number' ? wholeFile(part) : part));
    const head = new Bytes(await source.read(0, headLength));
    if (!cpioVariant(head) && !compressionOf(head)) return false;
    size += source.size;
  }
  return available > 3 * size + reserve;
}
