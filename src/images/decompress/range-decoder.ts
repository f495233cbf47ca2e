// LZMA's range coder. https://7-zip.org/a/lzma-specification.7z (`lzma-specification.txt`)

import { damaged, type Input } from './input.ts';

/** What stands for a probability of one half. */
export const HALF = 1024;
/** Bytes that coming to a symbol's end can take: each of at most 34 bits of its code takes less than one. */
export const LONGEST_SYMBOL = 48;

/**
 * Bits out of what is available in an input; zeros behind its end, so that the caller, who looks whether the input went
 * too far, is all that has to be told about it.
 */
export class RangeDecoder {
  readonly #input: Input;
  #range = -1;
  #code = 0;

  constructor(input: Input) {
    this.#input = input;
  }

  /** @param head the five bytes that every stream begins with. Throws ImageError where they are not such */
  reset(head: Uint8Array): void {
    if (head[0] !== 0) throw damaged();
    this.#range = -1;
    this.#code = (head[1]! << 24) | (head[2]! << 16) | (head[3]! << 8) | head[4]!;
  }

  bit(probabilities: Uint16Array, index: number): number {
    const probability = probabilities[index]!;
    const bound = Math.imul(this.#range >>> 11, probability);
    let bit: number;
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound;
      probabilities[index] = probability + ((2048 - probability) >> 5);
      bit = 0;
    } else {
      this.#range = (this.#range - bound) | 0;
      this.#code = (this.#code - bound) | 0;
      probabilities[index] = probability - (probability >> 5);
      bit = 1;
    }
    if (this.#range >>> 24 === 0) this.#more();
    return bit;
  }

  #more(): void {
    const input = this.#input;
    this.#range <<= 8;
    this.#code = (this.#code << 8) | (input.at < input.end ? input.bytes[input.at]! : 0);
    input.at++;
  }

  /** A number of `bits` bits, each with a probability of one half, the highest first. */
  direct(bits: number): number {
    let number = 0;
    for (let left = bits; left > 0; left--) {
      this.#range >>>= 1;
      const difference = (this.#code - this.#range) | 0;
      // The sign says which half it was.
      const bit = difference < 0 ? 0 : 1;
      if (bit) this.#code = difference;
      number = number * 2 + bit;
      if (this.#range >>> 24 === 0) this.#more();
    }
    return number;
  }

  /** A number of `bits` bits out of the tree of probabilities that begins at `base`. */
  tree(probabilities: Uint16Array, base: number, bits: number): number {
    let node = 1;
    for (let left = bits; left > 0; left--) node = (node << 1) | this.bit(probabilities, base + node);
    return node - (1 << bits);
  }

  /** The same, the lowest bit first. */
  reverseTree(probabilities: Uint16Array, base: number, bits: number): number {
    let [node, number] = [1, 0];
    for (let index = 0; index < bits; index++) {
      const bit = this.bit(probabilities, base + node);
      node = (node << 1) | bit;
      number |= bit << index;
    }
    return number;
  }
}
