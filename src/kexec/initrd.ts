// One initrd out of several. The kernel unpacks archives that follow one another when each begins at a multiple of
// four bytes, with zeros between them. https://docs.kernel.org/driver-api/early-userspace/buffer-format.html

import { closeSync, readSync, writeSync } from 'node:fs';
import type { OpenFile } from '../entry/volume.ts';
import { createMemfd } from '../linux/memfd.ts';

const alignment = 4;
const chunkSize = 1 << 20;

function copy(from: number, to: number, buffer: Uint8Array): number {
  let position = 0;
  for (;;) {
    const length = readSync(from, buffer, 0, buffer.length, position);
    if (length === 0) return position;
    for (let written = 0; written < length; ) written += writeSync(to, buffer, written, length - written);
    position += length;
  }
}

/**
 * The initrds open on `descriptors`, in order, as one open file: the only one itself where there is just one (the
 * caller goes on owning it, and `close` does nothing), else a copy in memory. Undefined for none.
 */
export async function joinInitrds(descriptors: readonly number[]): Promise<OpenFile | undefined> {
  const [only] = descriptors;
  if (only === undefined) return undefined;
  if (descriptors.length === 1) return { fd: only, close: async () => {} };
  const fd = createMemfd('initrd');
  const buffer = new Uint8Array(chunkSize);
  for (const descriptor of descriptors) {
    const length = copy(descriptor, fd, buffer);
    writeSync(fd, new Uint8Array((alignment - (length % alignment)) % alignment));
  }
  return { fd, close: async () => closeSync(fd) };
}
