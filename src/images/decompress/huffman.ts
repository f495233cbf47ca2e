import type { BitReader } from './bit-reader.ts';
import { damaged } from './input.ts';

const LONGEST = 20;

/** Codes of up to so many bits are found at once; they are nearly all. */
const QUICK = 10;

/** A canonical prefix code, as bzip2 has it: codes of one length follow one another in the order of their symbols. */
export class Huffman {
  /** By length: the number behind the last code of that length. */
  readonly #limits = new Int32Array(LONGEST + 1);
  /** By length: what to add to a code for its place in `symbols`. */
  readonly #offsets = new Int32Array(LONGEST + 1);
  readonly #symbols: Uint16Array;
  /** By the next bits: a code's length in the low 4 bits, and its symbol above them; 0 where it is longer. */
  readonly #quick = new Uint16Array(1 << QUICK);

  /** @param lengths of the symbols' codes in bits, 1 to 20 */
  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    let [code, place] = [0, 0];
    for (let length = 1; length <= LONGEST; length++) {
      this.#offsets[length] = place - code;
      for (const [symbol, own] of lengths.entries()) {
        if (own !== length) continue;
        this.#symbols[place++] = symbol;
        if (length <= QUICK) {
          const unused = QUICK - length;
          this.#quick.fill((symbol << 4) | length, code << unused, (code + 1) << unused);
        }
        code++;
      }
      this.#limits[length] = code;
      code *= 2;
    }
  }

  symbol(reader: BitReader): number {
    const bits = reader.peek(LONGEST);
    const quick = this.#quick[bits >> (LONGEST - QUICK)]!;
    if (quick !== 0) {
      reader.skip(quick & 15);
      return quick >> 4;
    }
    for (let length = QUICK + 1; length <= LONGEST; length++) {
      const code = bits >> (LONGEST - length);
      if (code >= this.#limits[length]!) continue;
      reader.skip(length);
      return this.#symbols[code + this.#offsets[length]!] ?? 0;
    }
    throw damaged();
  }
}
