/**
 * Bounds-checked reading of numbers and texts at byte offsets. What lies past the end reads as zero, so that no bytes
 * whatever make a reader of headers throw.
 */
export class Bytes {
  readonly array: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(array: Uint8Array, byteOrder: 'little' | 'big' = 'little') {
    this.array = array;
    this.#view = new DataView(array.buffer, array.byteOffset, array.byteLength);
    this.#little = byteOrder === 'little';
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

  u16(offset: number): number {
    return this.#holds(offset, 2) ? this.#view.getUint16(offset, this.#little) : 0;
  }

  u32(offset: number): number {
    return this.#holds(offset, 4) ? this.#view.getUint32(offset, this.#little) : 0;
  }

  /** Exact up to 2**53; larger numbers are rounded. */
  u64(offset: number): number {
    return this.#holds(offset, 8) ? Number(this.#view.getBigUint64(offset, this.#little)) : 0;
  }

  u64Exact(offset: number): bigint {
    return this.#holds(offset, 8) ? this.#view.getBigUint64(offset, this.#little) : 0n;
  }

  /** The bytes from `offset` on; fewer than `length` where the end comes first. */
  slice(offset: number, length: number): Uint8Array {
    const start = Math.min(Math.max(0, offset), this.length);
    return this.array.subarray(start, Math.max(start, Math.min(start + length, this.length)));
  }

  /** Whether the characters of `magic`, each one byte, stand at `offset`. */
  has(magic: string, offset = 0): boolean {
    if (!this.#holds(offset, magic.length)) return false;
    for (let index = 0; index < magic.length; index++)
      if (this.array[offset + index] !== magic.charCodeAt(index)) return false;
    return true;
  }

  /** The characters, each one byte, up to a NUL or for `length` bytes. */
  text(offset: number, length: number): string {
    const bytes = this.slice(offset, length);
    const end = bytes.indexOf(0);
    return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
  }
}
