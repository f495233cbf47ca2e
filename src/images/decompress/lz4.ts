// LZ4 in its two containers. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md

import { Bytes } from '../bytes.ts';
import { ImageError } from '../image-error.ts';
import type { Source } from '../source.ts';
import { damaged, Input } from './input.ts';
import { LZ4_REACH, lz4Block } from './lz4-block.ts';
import { Xxh32, xxh32 } from './xxh32.ts';

const MAGIC = 0x184d2204;
const LEGACY_MAGIC = 0x184c2102;
/** What the legacy format's blocks hold, all but the last. */
const LEGACY_BLOCK = 8 * 2 ** 20;
/** The most that a block can grow when it does not compress (LZ4_COMPRESSBOUND). */
const LEGACY_LONGEST = LEGACY_BLOCK + Math.floor(LEGACY_BLOCK / 255) + 16;
/** The most that a byte of a block can stand for: each of a long match's length counts as many. */
const EXPANSION = 255;
const STORED = 0x8000_0000;

/** One frame; what follows it is not looked at. */
export async function* lz4(source: Source): AsyncGenerator<Uint8Array, number> {
  const input = new Input(source);
  if ((await input.u32le()) !== MAGIC) throw damaged();
  const { flags, blockSize } = await descriptor(input);
  const [independent, blockSums, contentSum] = [flags & 0x20, flags & 0x10, flags & 0x04];
  const output = new Uint8Array(LZ4_REACH + blockSize);
  const sum = new Xxh32();
  let filled = 0;
  for (;;) {
    const word = await input.u32le();
    if (word === 0) break;
    const size = word % STORED;
    if (size > blockSize) throw damaged();
    const block = await input.take(size);
    // What matches may refer to is kept before the next block.
    const kept = independent ? 0 : Math.min(filled, LZ4_REACH);
    output.copyWithin(0, filled - kept, filled);
    filled = kept;
    if (word >= STORED) output.set(block, filled);
    filled = word >= STORED ? filled + size : lz4Block(block, output.subarray(0, kept + blockSize), kept);
    const content = output.slice(kept, filled);
    const blockSum = blockSums ? xxh32(block) : undefined;
    if (blockSum !== undefined && (await input.u32le()) !== blockSum) throw damaged();
    if (contentSum) sum.update(content);
    yield content;
  }
  if (contentSum && (await input.u32le()) !== sum.digest()) throw damaged();
  return input.position;
}

async function descriptor(input: Input): Promise<{ flags: number; blockSize: number }> {
  const [flags, sizes] = [await input.u8(), await input.u8()];
  const exponent = (sizes >> 4) & 7;
  if (flags >> 6 !== 1 || exponent < 4) throw damaged();
  if (flags & 1) throw new ImageError('it was compressed with a dictionary that it does not hold');
  const rest = flags & 8 ? Uint8Array.from(await input.take(8)) : new Uint8Array();
  const check = await input.u8();
  if (((xxh32(Uint8Array.from([flags, sizes, ...rest])) >> 8) & 0xff) !== check) throw damaged();
  return { flags, blockSize: 2 ** (8 + 2 * exponent) };
}

/**
 * The format of `lz4 -l` and of Linux's own build: blocks with their lengths until the file ends, or until something
 * that is no length of a block.
 */
export async function* lz4Legacy(source: Source): AsyncGenerator<Uint8Array, number> {
  const input = new Input(source);
  if ((await input.u32le()) !== LEGACY_MAGIC) throw damaged();
  for (;;) {
    await input.fill(4);
    const size = new Bytes(input.bytes.subarray(input.at, input.end)).u32(0);
    if (input.available < 4 || size === 0 || size > LEGACY_LONGEST) return input.position;
    await input.take(4);
    const output = new Uint8Array(Math.min(LEGACY_BLOCK, size * EXPANSION));
    const end = lz4Block(await input.take(size), output, 0);
    yield output.subarray(0, end);
    // A block that is not full is the last.
    if (end < LEGACY_BLOCK) return input.position;
  }
}
