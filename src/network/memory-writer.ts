// A file in memory that grows by pieces of any size.

import { closeSync, writeSync } from 'node:fs';
import { createMemfd } from '../linux/memfd.ts';

/** Smaller pieces are put together before they are written, in bytes: a block of TFTP is not worth a system call. */
const bufferSize = 2 ** 16;

export class MemoryWriter {
  readonly fd = createMemfd('fetched');
  /** In bytes, of what was given so far. */
  size = 0;
  #buffer: Buffer | undefined;
  #filled = 0;

  /** Takes the bytes, of which the caller can make something else then. Raises Node's error where there is no memory. */
  write(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (bytes.length + this.#filled > bufferSize) this.flush();
    if (bytes.length >= bufferSize) {
      this.#writeAll(bytes);
      return;
    }
    this.#buffer ??= Buffer.allocUnsafeSlow(bufferSize);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** Writes what was not written yet. */
  flush(): void {
    if (this.#buffer) this.#writeAll(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  #writeAll(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) written += writeSync(this.fd, bytes, written);
  }

  close(): void {
    closeSync(this.fd);
  }
}
