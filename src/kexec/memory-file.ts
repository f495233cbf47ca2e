import { closeSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { OpenFile } from '../entry/volume.ts';
import { createMemfd } from '../linux/memfd.ts';

/** A file in memory that is being written. */
export class MemoryFile implements OpenFile {
  readonly fd: number;
  /** In bytes. */
  size = 0;

  /** Raises LinuxError. */
  constructor(name: string) {
    this.fd = createMemfd(name);
  }

  /** Raises Node's error where there is no memory: ENOSPC or ENOMEM. */
  write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) written += writeSync(this.fd, bytes, written);
    this.size += bytes.length;
  }

  /** Writes all pieces, and leaves the consoles their turn between them. */
  async writeAll(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of pieces) {
      this.write(piece);
      await setImmediate();
    }
  }

  async close(): Promise<void> {
    closeSync(this.fd);
  }
}
