// bzip2, for which there is no specification but a careful description of it:
// https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf

import type { Source } from '../source.ts';
import { BitReader } from './bit-reader.ts';
import { Bzip2Block } from './bzip2-block.ts';
import { damaged, Input } from './input.ts';

/** BCD of pi begins a block, that of its square root the end. */
const BLOCK = 0x314159;
const END = 0x177245;
const BLOCK_REST = 0x265359;
const END_REST = 0x385090;
/** The most bytes that a compressed block can have: codes of 20 bits for 900,000 symbols, and the tables. */
const LONGEST_BLOCK = 2.5 * 2 ** 20;

/** One stream; what follows it is not looked at. */
export async function* bzip2(source: Source): AsyncGenerator<Uint8Array, number> {
  const input = new Input(source);
  const magic = Buffer.from(await input.take(4)).toString('latin1');
  if (!/^BZh[1-9]$/.test(magic)) throw damaged();
  const size = Number(magic[3]) * 100_000;
  const reader = new BitReader(input);
  let sum = 0;
  for (;;) {
    await input.fill(LONGEST_BLOCK);
    const [first, rest] = [reader.bits(24), reader.bits(24)];
    const expected = reader.u32();
    if (first === END && rest === END_REST) {
      if (expected !== sum) throw damaged();
      return input.position;
    }
    if (first !== BLOCK || rest !== BLOCK_REST) throw damaged();
    const block = new Bzip2Block(reader, size);
    for (let chunk = block.next(); chunk; chunk = block.next()) yield chunk;
    if (block.sum !== expected) throw damaged();
    sum = ((sum << 1) ^ (sum >>> 31) ^ expected) >>> 0;
  }
}
