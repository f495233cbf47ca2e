// LZMA2: chunks of LZMA's symbols or of bytes as they are, each with its lengths.
// https://github.com/tukaani-project/xz/blob/master/src/liblzma/lzma/lzma2_decoder.c

import { ImageError } from '../image-error.ts';
import { damaged, endsEarly, type Input } from './input.ts';
import { LzmaSymbols, lzmaProperties } from './lzma-symbols.ts';
import { LARGEST_DICTIONARY, Window } from './window.ts';

/** A chunk of bytes as they are is no longer. */
const LONGEST_STORED = 2 ** 16;
const CHUNK = 256 * 1024;

// The values of the control byte.
const END = 0;
const STORED_RESET = 1;
const STORED = 2;
const SYMBOLS = 0x80;
// Of its bits 5 and 6, where symbols follow.
const [NEW_STATE, NEW_PROPERTIES, NEW_DICTIONARY] = [1, 2, 3];

/** @param code the size of the dictionary as the filter's properties have it: https://tukaani.org/xz/xz-file-format.txt, 5.3.1 */
export async function* lzma2(input: Input, code: number): AsyncGenerator<Uint8Array, void> {
  const dictionary = (2 | (code & 1)) * 2 ** ((code >> 1) + 11);
  if (dictionary > LARGEST_DICTIONARY)
    throw new ImageError(`it needs ${dictionary} bytes of memory to be decompressed`);
  const window = new Window(Math.max(dictionary, LONGEST_STORED));
  const symbols = new LzmaSymbols(input, window);
  for (;;) {
    const control = await input.u8();
    if (control === END) return;
    if (control < SYMBOLS) {
      if (control > STORED) throw damaged();
      if (control === STORED_RESET) window.reset();
      window.append(await input.take((await u16be(input)) + 1));
      yield window.take();
      continue;
    }
    let left = ((control & 0x1f) << 16) + (await u16be(input)) + 1;
    const size = (await u16be(input)) + 1;
    const reset = (control >> 5) & 3;
    const properties = reset >= NEW_PROPERTIES ? lzmaProperties(await input.u8()) : undefined;
    if (reset === NEW_DICTIONARY) window.reset();
    if (reset >= NEW_PROPERTIES && (!properties || properties.lc + properties.lp > 4)) throw damaged();
    if (reset >= NEW_STATE) symbols.reset(properties);
    await input.fill(size);
    if (input.available < size) throw endsEarly();
    const end = input.at + size;
    symbols.range.reset(await input.take(5));
    while (left > 0) {
      const count = symbols.run(Math.min(left, CHUNK), true);
      if (input.at > end || count === 0) throw damaged();
      left -= count;
      yield window.take();
    }
    if (input.at !== end || symbols.unfinished) throw damaged();
  }
}

async function u16be(input: Input): Promise<number> {
  return (await input.u8()) * 256 + (await input.u8());
}
