/** Anything that can be read at an offset: a disk, a partition, an image file, bytes in memory. */
export interface Source {
  /** In bytes. */
  readonly size: number;
  /** Logical sector size in bytes; where it is not known, 512 is taken, and for GPT 4096 is tried as well. */
  readonly sectorSize?: number;
  /** The bytes from `offset` on, fewer than `length` only where the source ends. Throws where the medium fails. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** A source over bytes in memory. */
export function fromBytes(bytes: Uint8Array): Source {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A part of a source, such as one partition of an image: `size` bytes from `start`, cut where the source ends. */
export function slice(source: Source, start: number, size: number): Source {
  const length = Math.max(0, Math.min(size, source.size - start));
  return {
    ...(source.sectorSize === undefined ? {} : { sectorSize: source.sectorSize }),
    size: length,
    read: (offset, wanted) => source.read(start + offset, Math.max(0, Math.min(wanted, length - offset))),
  };
}
