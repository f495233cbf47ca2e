// One initrd out of several. The kernel unpacks archives that follow one another when each begins at a multiple of
// four bytes, with zeros between them. https://docs.kernel.org/driver-api/early-userspace/buffer-format.html

import { closeSync, read, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { OpenFile } from '../entry/volume.ts';
import { createMemfd } from '../linux/memfd.ts';
import { LoadError } from './load-error.ts';

const alignment = 4;
const chunkSize = 1 << 20;
const readFrom = promisify(read);

/** An initrd as kexec_file_load(2) takes it. */
export interface Initrd extends OpenFile {
  /** Bytes of memory that it takes until it is closed; 0 where it is a file as it lies on its volume. */
  readonly memory: number;
}

/** Reading waits for disks and leaves the consoles their turn; writing to memory does not wait. */
async function copy(from: number, to: number, buffer: Uint8Array): Promise<number> {
  let position = 0;
  for (;;) {
    const { bytesRead } = await readFrom(from, buffer, 0, buffer.length, position);
    if (bytesRead === 0) return position;
    write(to, buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

function write(to: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(to, bytes, written);
}

/** Zeros up to where the next archive may begin. */
const padding = (length: number) => new Uint8Array(-length & (alignment - 1));

/**
 * The initrds open on `descriptors` in order, and behind them `extra`, cpio archives that baton adds, as one open file:
 * the only one itself where there is just one (the caller goes on owning it, and `close` does nothing), else a copy in
 * memory. Microcode stands where the caller has put it, and counts for the kernel only before all that is compressed.
 * `extra` is not needed any more when the promise is fulfilled, and may then be wiped. Undefined for nothing at all.
 * Raises {@link LoadError} where a disk or memory fails.
 */
export async function joinInitrds(
  descriptors: readonly number[],
  extra: readonly Uint8Array[] = [],
): Promise<Initrd | undefined> {
  const [only] = descriptors;
  if (only === undefined && extra.length === 0) return undefined;
  if (only !== undefined && descriptors.length === 1 && extra.length === 0)
    return { fd: only, memory: 0, close: async () => {} };
  const fd = createMemfd('initrd');
  try {
    const buffer = new Uint8Array(chunkSize);
    let memory = 0;
    for (const descriptor of descriptors) {
      const length = await copy(descriptor, fd, buffer);
      const zeros = padding(length);
      write(fd, zeros);
      memory += length + zeros.length;
    }
    for (const archive of extra) {
      const zeros = padding(archive.length);
      write(fd, archive);
      write(fd, zeros);
      memory += archive.length + zeros.length;
    }
    return { fd, memory, close: async () => closeSync(fd) };
  } catch (failure) {
    closeSync(fd);
    throw new LoadError(explain((failure as NodeJS.ErrnoException).code ?? String(failure)), { cause: failure });
  }
}

function explain(code: string): string {
  if (code === 'ENOSPC' || code === 'ENOMEM')
    return `There is not enough memory to join the initrds (${code}). Give the machine more memory.`;
  return `An initrd could not be read (${code}). Check the disk, and try another entry.`;
}
