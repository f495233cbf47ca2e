// Reads and writes that pass by the kernel's page cache. O_DIRECT wants whole sectors, in memory and on the device.
// https://man7.org/linux/man-pages/man2/open.2.html (NOTES, O_DIRECT)

import { constants, type FileHandle, open } from 'node:fs/promises';
import { addressOf } from './libc.ts';

/** Enough for every device and processor. */
const alignment = 4096;

/** A block device, opened past the page cache; what is written is on the medium when a write returns. */
export class DirectFile {
  readonly #file: FileHandle;
  /** Bytes. */
  readonly #sector: number;

  constructor(file: FileHandle, sector: number) {
    this.#file = file;
    this.#sector = sector;
  }

  /** @param sector bytes of a logical sector of the device. Raises Node's errors, as all of its methods do. */
  static async open(path: string, sector: number, { write = false } = {}): Promise<DirectFile> {
    const { O_DIRECT, O_RDONLY, O_RDWR, O_SYNC } = constants;
    return new DirectFile(await open(path, O_DIRECT | O_SYNC | (write ? O_RDWR : O_RDONLY)), sector);
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const { start, sectors } = await this.#sectors(offset, length);
    return Buffer.from(sectors.subarray(offset - start, offset - start + length));
  }

  /** Writes the sectors that `bytes` touch, at one time; what else is in them stays as it is. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    const { start, sectors } = await this.#sectors(offset, bytes.length);
    sectors.set(bytes, offset - start);
    const { bytesWritten } = await this.#file.write(sectors, 0, sectors.length, start);
    if (bytesWritten !== sectors.length)
      throw new Error(`only ${bytesWritten} of ${sectors.length} bytes were written`);
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #sectors(offset: number, length: number): Promise<{ start: number; sectors: Buffer }> {
    const start = offset - (offset % this.#sector);
    const end = Math.ceil((offset + length) / this.#sector) * this.#sector;
    const sectors = aligned(end - start);
    const { bytesRead } = await this.#file.read(sectors, 0, sectors.length, start);
    if (bytesRead !== sectors.length) throw new Error(`only ${bytesRead} of ${sectors.length} bytes could be read`);
    return { start, sectors };
  }
}

function aligned(size: number): Buffer {
  const bytes = Buffer.alloc(size + alignment);
  const past = Number(addressOf(bytes) % BigInt(alignment));
  return bytes.subarray((alignment - past) % alignment).subarray(0, size);
}
