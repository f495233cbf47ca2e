// LZMA's symbols. https://7-zip.org/a/lzma-specification.7z (`lzma-specification.txt`), whose terms these are.

import type { Input } from './input.ts';
import { HALF, LONGEST_SYMBOL, RangeDecoder } from './range-decoder.ts';
import type { Window } from './window.ts';

// Where each kind of probability lies in the one array of them.
const IS_MATCH = 0;
const IS_REP = IS_MATCH + 12 * 16;
const IS_REP_G0 = IS_REP + 12;
const IS_REP_G1 = IS_REP_G0 + 12;
const IS_REP_G2 = IS_REP_G1 + 12;
const IS_REP0_LONG = IS_REP_G2 + 12;
const POS_SLOT = IS_REP0_LONG + 12 * 16;
const POS_SPECIAL = POS_SLOT + 4 * 64;
const POS_ALIGN = POS_SPECIAL + 128;
const LENGTH = POS_ALIGN + 16;
const REP_LENGTH = LENGTH + 2 + 2 * 16 * 8 + 256;
const LITERAL = REP_LENGTH + 2 + 2 * 16 * 8 + 256;

const END_MARKER = 0xffff_ffff;

/** How many of the last bytes' and the position's bits a literal's probabilities depend on. */
export interface LzmaProperties {
  readonly lc: number;
  readonly lp: number;
  readonly pb: number;
}

/** @returns undefined where no encoder writes such a byte */
export function lzmaProperties(byte: number): LzmaProperties | undefined {
  if (byte >= 9 * 5 * 5) return undefined;
  return { lc: byte % 9, lp: Math.floor(byte / 9) % 5, pb: Math.floor(byte / 45) };
}

/** Decodes symbols from an input to a window. */
export class LzmaSymbols {
  readonly range: RangeDecoder;
  readonly #input: Input;
  readonly #window: Window;
  #properties: LzmaProperties = { lc: 0, lp: 0, pb: 0 };
  #probabilities = new Uint16Array();
  #state = 0;
  #reps: [number, number, number, number] = [0, 0, 0, 0];
  /** What is left of a match that did not fit into the last call's bytes. */
  #pending = 0;
  /** Whether the marker of the end has come. */
  ended = false;

  constructor(input: Input, window: Window) {
    this.#input = input;
    this.#window = window;
    this.range = new RangeDecoder(input);
  }

  /** Begins anew; with other properties where they are given. */
  reset(properties = this.#properties): void {
    this.#properties = properties;
    const size = LITERAL + (0x300 << (properties.lc + properties.lp));
    if (this.#probabilities.length !== size) this.#probabilities = new Uint16Array(size);
    this.#probabilities.fill(HALF);
    this.#state = 0;
    this.#reps = [0, 0, 0, 0];
    this.#pending = 0;
  }

  /**
   * Writes at most `count` bytes to the window: fewer where the marker of the end comes, or where the input has less
   * available than a symbol may need and is not `complete`.
   * @returns how many it wrote. Throws ImageError for a match that reaches too far back.
   */
  run(count: number, complete: boolean): number {
    const [input, window, range, probabilities] = [this.#input, this.#window, this.range, this.#probabilities];
    const { lc, lp, pb } = this.#properties;
    const [positionMask, literalMask] = [(1 << pb) - 1, (1 << lp) - 1];
    let state = this.#state;
    let position = window.position;
    let [rep0, rep1, rep2, rep3] = this.#reps;
    let left = count;
    let pending = this.#pending;
    while (left > 0) {
      if (pending > 0) {
        const length = Math.min(pending, left);
        window.copy(rep0 + 1, length);
        pending -= length;
        left -= length;
        position += length;
        continue;
      }
      if (input.at > input.end || (!complete && input.end - input.at < LONGEST_SYMBOL)) break;
      const positionState = position & positionMask;
      if (range.bit(probabilities, IS_MATCH + state * 16 + positionState) === 0) {
        const context = ((position & literalMask) << lc) | (window.back(1) >> (8 - lc));
        const base = LITERAL + 0x300 * context;
        window.put(state < 7 ? literal(range, probabilities, base) : matchedLiteral(base, window.back(rep0 + 1)));
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        left--;
        position++;
        continue;
      }
      if (range.bit(probabilities, IS_REP + state) === 0) {
        [rep3, rep2, rep1] = [rep2, rep1, rep0];
        pending = this.#length(LENGTH, positionState);
        rep0 = this.#distance(Math.min(pending, 3));
        state = state < 7 ? 7 : 10;
        pending += 2;
        if (rep0 === END_MARKER) {
          this.ended = true;
          break;
        }
        continue;
      }
      if (range.bit(probabilities, IS_REP_G0 + state) === 0) {
        if (range.bit(probabilities, IS_REP0_LONG + state * 16 + positionState) === 0) {
          state = state < 7 ? 9 : 11;
          pending = 1;
          continue;
        }
      } else if (range.bit(probabilities, IS_REP_G1 + state) === 0) {
        [rep1, rep0] = [rep0, rep1];
      } else if (range.bit(probabilities, IS_REP_G2 + state) === 0) {
        [rep2, rep1, rep0] = [rep1, rep0, rep2];
      } else {
        [rep3, rep2, rep1, rep0] = [rep2, rep1, rep0, rep3];
      }
      pending = this.#length(REP_LENGTH, positionState) + 2;
      state = state < 7 ? 8 : 11;
    }
    [this.#state, this.#pending] = [state, pending];
    this.#reps = [rep0, rep1, rep2, rep3];
    return count - left;

    function matchedLiteral(base: number, match: number): number {
      let [symbol, matched] = [1, match];
      do {
        const bit = (matched >> 7) & 1;
        matched <<= 1;
        const decoded = range.bit(probabilities, base + ((1 + bit) << 8) + symbol);
        symbol = (symbol << 1) | decoded;
        if (bit !== decoded) break;
      } while (symbol < 0x100);
      while (symbol < 0x100) symbol = (symbol << 1) | range.bit(probabilities, base + symbol);
      return symbol & 0xff;
    }
  }

  /** Whether a match was cut by the count of the last call. */
  get unfinished(): boolean {
    return this.#pending > 0;
  }

  #length(base: number, positionState: number): number {
    const [range, probabilities] = [this.range, this.#probabilities];
    if (range.bit(probabilities, base) === 0) return range.tree(probabilities, base + 2 + positionState * 8, 3);
    if (range.bit(probabilities, base + 1) === 0)
      return 8 + range.tree(probabilities, base + 2 + 128 + positionState * 8, 3);
    return 16 + range.tree(probabilities, base + 2 + 256, 8);
  }

  #distance(lengthState: number): number {
    const [range, probabilities] = [this.range, this.#probabilities];
    const slot = range.tree(probabilities, POS_SLOT + lengthState * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const start = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return start + range.reverseTree(probabilities, POS_SPECIAL + start - slot, bits);
    return start + range.direct(bits - 4) * 16 + range.reverseTree(probabilities, POS_ALIGN, 4);
  }
}

function literal(range: RangeDecoder, probabilities: Uint16Array, base: number): number {
  let symbol = 1;
  while (symbol < 0x100) symbol = (symbol << 1) | range.bit(probabilities, base + symbol);
  return symbol & 0xff;
}
