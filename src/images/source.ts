/** Bytes that can be read at an offset: an open file, a part of one, or bytes in memory. */
export interface Source {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `offset` on, fewer than `length` only where the source ends. Throws where the medium fails. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function fromBytes(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    read: async (offset, length) =>
      bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length)),
  };
}

/** `size` bytes of a source from `start` on, or as many as there are. */
export function partOf(source: Source, start: number, size = Number.POSITIVE_INFINITY): Source {
  const length = Math.max(0, Math.min(size, source.size - start));
  return {
    size: length,
    read: (offset, wanted) => source.read(start + offset, Math.max(0, Math.min(wanted, length - offset))),
  };
}

/** All of a source, from front to back, in pieces of at most some hundred KiB. */
export async function* piecesOf(source: Source): AsyncGenerator<Uint8Array, number> {
  for (let at = 0; at < source.size; ) {
    const piece = await source.read(at, 256 * 1024);
    if (piece.length === 0) return at;
    yield piece;
    at += piece.length;
  }
  return source.size;
}
