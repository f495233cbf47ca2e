import { Bytes } from './bytes.ts';
import type { Partition } from './partitions/partition.ts';
import type { Source } from './source.ts';

// Every magic number but the few at the end lies below 64 KiB and a page: btrfs, reiserfs and swap reach highest.
const headSize = 0x11000;
// md 0.90 lies up to 128 KiB before the end, and DDF 257 sectors.
const tailSize = 0x21000;
// The largest thing that is ever read at once is a FAT16 root directory of 65,535 entries.
const maxRead = 2 ** 21;

/** A part of the source that could not be read. */
export interface Unreadable {
  readonly offset: number;
  readonly length: number;
  readonly cause: unknown;
}

/** A source with its beginning and its end in memory, so that most formats are told apart by two reads. */
export class Device {
  readonly size: number;
  readonly sectorSize: number | undefined;
  readonly head: Bytes;
  readonly unreadable: Unreadable[] = [];
  /** The partitions found on it, which tell a superblock of the disk from one of its last partition. */
  partitions: readonly Partition[] = [];
  readonly #source: Source;
  readonly #tail: Bytes;
  readonly #tailStart: number;

  private constructor(source: Source, head: Uint8Array, tail: Uint8Array, tailStart: number) {
    this.#source = source;
    this.size = source.size;
    this.sectorSize = source.sectorSize;
    this.head = new Bytes(head);
    this.#tail = new Bytes(tail);
    this.#tailStart = tailStart;
  }

  /** Reads both ends. Throws what the source throws where its beginning cannot be read. */
  static async open(source: Source): Promise<Device> {
    const head = await source.read(0, Math.min(headSize, source.size));
    const start = Math.max(head.length, source.size - tailSize);
    const length = Math.max(0, source.size - start);
    try {
      return new Device(source, head, length === 0 ? head.subarray(0, 0) : await source.read(start, length), start);
    } catch (cause) {
      const device = new Device(source, head, head.subarray(0, 0), start);
      device.unreadable.push({ offset: start, length, cause });
      return device;
    }
  }

  /** Exactly `length` bytes at `offset`, or undefined where the source does not have them or cannot be read there. */
  async read(offset: number, length: number): Promise<Bytes | undefined> {
    if (!Number.isSafeInteger(offset) || offset < 0 || length < 0 || length > maxRead) return undefined;
    if (offset + length > this.size) return undefined;
    if (offset + length <= this.head.length) return new Bytes(this.head.slice(offset, length));
    const inTail = offset - this.#tailStart;
    if (inTail >= 0 && inTail + length <= this.#tail.length) return new Bytes(this.#tail.slice(inTail, length));
    try {
      const bytes = await this.#source.read(offset, length);
      return bytes.length === length ? new Bytes(bytes) : undefined;
    } catch (cause) {
      this.unreadable.push({ offset, length, cause });
      return undefined;
    }
  }

  /** Whether one partition holds all of these bytes, so that what is there belongs to the partition. */
  isInsidePartition(offset: number, length: number): boolean {
    if (this.partitions.some(({ start, size }) => start + size > this.size)) return false;
    return this.partitions.some(({ start, size }) => start <= offset && offset + length <= start + size);
  }
}
