import { endsEarly, type Input } from './input.ts';

/** Bits of what is available in an input, the highest of each byte first. */
export class BitReader {
  readonly #input: Input;
  #held = 0;
  #count = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** @param count at most 24 */
  bits(count: number): number {
    const input = this.#input;
    while (this.#count < count) {
      if (input.at >= input.end) throw endsEarly();
      this.#held = ((this.#held << 8) | input.bytes[input.at++]!) & 0x7fff_ffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#held >>> this.#count) & ((1 << count) - 1);
  }

  /** The next `count` bits, at most 20, which stay where they are; zeros where the input ends before. */
  peek(count: number): number {
    const input = this.#input;
    while (this.#count < count && input.at < input.end) {
      this.#held = ((this.#held << 8) | input.bytes[input.at++]!) & 0x7fff_ffff;
      this.#count += 8;
    }
    const missing = Math.max(0, count - this.#count);
    return ((this.#held >>> (this.#count - count + missing)) & ((1 << (count - missing)) - 1)) << missing;
  }

  /** Goes past `count` bits that were peeked at. */
  skip(count: number): void {
    if (count > this.#count) throw endsEarly();
    this.#count -= count;
  }

  bit(): number {
    return this.bits(1);
  }

  u32(): number {
    return this.bits(16) * 0x1_0000 + this.bits(16);
  }
}
