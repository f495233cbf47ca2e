import { closeSync, read, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { OpenFile } from '../entry/volume.ts';
import { createMemfd } from '../linux/memfd.ts';
import type { FilePart } from './file-part.ts';

const bufferSize = 2 ** 20;
const readFrom = promisify(read);

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

  /** Writes the part of another file, through one buffer. Raises Node's error where the disk fails as well. */
  async copy({ fd, offset, size }: FilePart): Promise<void> {
    const buffer = new Uint8Array(Math.min(bufferSize, size));
    for (let done = 0; done < size; ) {
      const { bytesRead } = await readFrom(fd, buffer, 0, Math.min(buffer.length, size - done), offset + done);
      if (bytesRead === 0) return;
      this.write(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
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
