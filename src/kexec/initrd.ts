// One initrd out of several. The kernel unpacks archives that follow one another when each begins at a multiple of
// four bytes, with zeros between them. https://docs.kernel.org/driver-api/early-userspace/buffer-format.html

import type { OpenFile } from '../entry/volume.ts';
import { type FilePart, isWhole, wholeFile } from './file-part.ts';
import { LoadError } from './load-error.ts';
import { MemoryFile } from './memory-file.ts';
import { checkMemory, loadedCopies } from './memory-needed.ts';

const alignment = 4;

/** A descriptor of an open file, a part of one, or an archive in memory. */
export type InitrdPart = number | FilePart | Uint8Array;

/** An initrd as kexec_file_load(2) takes it. */
export interface Initrd extends OpenFile {
  /** Bytes of memory that it takes until it is closed; 0 where it is a file as it lies on its volume. */
  readonly memory: number;
}

/** Zeros up to where the next archive may begin. */
const padding = (length: number) => new Uint8Array(-length & (alignment - 1));

/**
 * The `parts` in order, and behind them `extra`, cpio archives that baton adds, as one open file: the only file
 * itself where there is nothing else (the caller goes on owning it, and `close` does nothing), else a copy in memory,
 * for which no more than a MiB is held besides. Microcode stands where the caller has put it, and counts
 * for the kernel only before all that is compressed. The archives are not needed any more when the promise is
 * fulfilled, and may then be wiped. Undefined for nothing at all. Raises {@link LoadError} where a disk fails, or there
 * is not enough memory.
 * @param available bytes of memory; those that are left, where it is not given
 */
export async function joinInitrds(
  parts: readonly InitrdPart[],
  extra: readonly Uint8Array[] = [],
  available?: number,
): Promise<Initrd | undefined> {
  const all = [...parts, ...extra].map((part) => (typeof part === 'number' ? wholeFile(part) : part));
  const [only] = all;
  if (only === undefined) return undefined;
  if (all.length === 1 && 'fd' in only && isWhole(only)) return { fd: only.fd, memory: 0, close: async () => {} };
  const size = all.reduce((sum, part) => sum + ('fd' in part ? part.size : part.length), 0);
  checkMemory('The initrds', size * (1 + loadedCopies), available);
  const file = new MemoryFile('initrd');
  try {
    for (const part of all) {
      if ('fd' in part) await file.copy(part);
      else file.write(part);
      file.write(padding(file.size));
    }
    return { fd: file.fd, memory: file.size, close: () => file.close() };
  } catch (failure) {
    await file.close();
    throw new LoadError(explain((failure as NodeJS.ErrnoException).code ?? String(failure)), { cause: failure });
  }
}

function explain(code: string): string {
  if (code === 'ENOSPC' || code === 'ENOMEM')
    return `There is not enough memory to join the initrds (${code}). Give the machine more memory.`;
  return `An initrd could not be read (${code}). Check the disk, and try another entry.`;
}
