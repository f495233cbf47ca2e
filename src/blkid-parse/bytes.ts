/**
 * Bounds-checked reading of little- and big-endian numbers at byte offsets. What lies past the end reads as zero, as
 * on a medium that was never written, so that no bytes whatever make a parser throw.
 */
export class Bytes {
  readonly array: Uint8Array;
  readonly #view: DataView;

  constructor(array: Uint8Array) {
    this.array = array;
    this.#view = new DataView(array.buffer, array.byteOffset, array.byteLength);
  }

  get length(): number {
    return this.array.length;
  }

  #holds(offset: number, length: number): boolean {
    return Number.isInteger(offset) && offset >= 0 && offset + length <= this.length;
  }

  u8(offset: number): number {
    return this.#holds(offset, 1) ? this.#view.getUint8(offset) : 0;
  }

  u16le(offset: number): number {
    return this.#holds(offset, 2) ? this.#view.getUint16(offset, true) : 0;
  }

  u16be(offset: number): number {
    return this.#holds(offset, 2) ? this.#view.getUint16(offset) : 0;
  }

  u32le(offset: number): number {
    return this.#holds(offset, 4) ? this.#view.getUint32(offset, true) : 0;
  }

  u32be(offset: number): number {
    return this.#holds(offset, 4) ? this.#view.getUint32(offset) : 0;
  }

  /** Exact up to 2**53; larger numbers are rounded, and no disk is that large. */
  u64le(offset: number): number {
    return Number(this.big64le(offset));
  }

  u64be(offset: number): number {
    return Number(this.big64be(offset));
  }

  big64le(offset: number): bigint {
    return this.#holds(offset, 8) ? this.#view.getBigUint64(offset, true) : 0n;
  }

  big64be(offset: number): bigint {
    return this.#holds(offset, 8) ? this.#view.getBigUint64(offset) : 0n;
  }

  /** The bytes from `offset` on; fewer than `length` where the end comes first. */
  slice(offset: number, length: number): Uint8Array {
    const start = Math.min(Math.max(0, offset), this.length);
    return this.array.subarray(start, Math.max(start, Math.min(start + length, this.length)));
  }

  /** Whether the characters of `magic`, each one byte, stand at `offset`. */
  has(magic: string, offset: number): boolean {
    if (!this.#holds(offset, magic.length)) return false;
    for (let index = 0; index < magic.length; index++)
      if (this.array[offset + index] !== magic.charCodeAt(index)) return false;
    return true;
  }
}
