import { damaged } from './input.ts';

/** What the widest presets of xz need is 64 MiB, and what the kernel's build asks for 128 MiB, in bytes. */
export const LARGEST_DICTIONARY = 128 * 2 ** 20;

/** The last bytes of what was decoded, which a match can refer to, and those that were not handed on yet. */
export class Window {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** How many of the bytes are content: a match reaches no further back. */
  #filled = 0;
  #fresh = 0;
  /** How many bytes were written since the start or the last reset. */
  position = 0;

  /** @param size in bytes; no more than that may be written before they are taken */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** Forgets what matches could refer to. */
  reset(): void {
    this.#filled = 0;
    this.position = 0;
  }

  put(byte: number): void {
    this.#bytes[this.#at++] = byte;
    if (this.#at === this.#bytes.length) this.#at = 0;
    this.#fresh++;
    this.position++;
    if (this.#filled < this.#bytes.length) this.#filled++;
  }

  /** The byte so many before the next; 0 where there is none. */
  back(distance: number): number {
    if (distance > this.#filled) return 0;
    const at = this.#at - distance;
    return this.#bytes[at < 0 ? at + this.#bytes.length : at]!;
  }

  /** Repeats `length` bytes from so many before the next. Throws ImageError where there are none. */
  copy(distance: number, length: number): void {
    if (distance > this.#filled) throw damaged();
    const bytes = this.#bytes;
    let [to, from] = [this.#at, this.#at - distance];
    if (from < 0) from += bytes.length;
    for (let left = length; left > 0; left--) {
      bytes[to] = bytes[from]!;
      if (++to === bytes.length) to = 0;
      if (++from === bytes.length) from = 0;
    }
    this.#at = to;
    this.#fresh += length;
    this.position += length;
    this.#filled = Math.min(this.#filled + length, bytes.length);
  }

  /** As they are. */
  append(content: Uint8Array): void {
    const first = content.subarray(0, this.#bytes.length - this.#at);
    this.#bytes.set(first, this.#at);
    this.#bytes.set(content.subarray(first.length), 0);
    this.#at = (this.#at + content.length) % this.#bytes.length;
    this.#fresh += content.length;
    this.position += content.length;
    this.#filled = Math.min(this.#filled + content.length, this.#bytes.length);
  }

  /** A copy of what was written since the last call. */
  take(): Uint8Array {
    const output = new Uint8Array(this.#fresh);
    const start = this.#at - this.#fresh;
    if (start >= 0) output.set(this.#bytes.subarray(start, this.#at));
    else {
      output.set(this.#bytes.subarray(start));
      output.set(this.#bytes.subarray(0, this.#at), -start);
    }
    this.#fresh = 0;
    return output;
  }
}
