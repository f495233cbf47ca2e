// A block of LZ4: sequences of literals and matches. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md

import { damaged } from './input.ts';

/** How far back a match may reach. */
export const LZ4_REACH = 64 * 1024;

/**
 * Decodes `block` to `output` from `start` on, where what stands before may be referred to.
 * @returns where in `output` it ended. Throws ImageError for what is damaged or does not fit.
 */
export function lz4Block(block: Uint8Array, output: Uint8Array, start: number): number {
  let [at, out] = [0, start];
  while (at < block.length) {
    const token = block[at++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        more = block[at++] ?? 0;
        literals += more;
      } while (more === 255);
    }
    if (at + literals > block.length || out + literals > output.length) throw damaged();
    output.set(block.subarray(at, at + literals), out);
    at += literals;
    out += literals;
    // The last sequence has no match.
    if (at === block.length) return out;

    const distance = block[at]! | ((block[at + 1] ?? 0) << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      let more: number;
      do {
        more = block[at++] ?? 0;
        length += more;
      } while (more === 255);
    }
    length += 4;
    if (distance === 0 || distance > out || at > block.length || out + length > output.length) throw damaged();
    if (distance >= length) output.copyWithin(out, out - distance, out - distance + length);
    else for (let index = 0; index < length; index++) output[out + index] = output[out + index - distance]!;
    out += length;
  }
  return out;
}
