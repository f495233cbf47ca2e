// The container of old (`.lzma`): 13 bytes of header, and LZMA's symbols.
// https://github.com/tukaani-project/xz/blob/master/doc/lzma-file-format.txt

import { Bytes } from '../bytes.ts';
import { ImageError } from '../image-error.ts';
import type { Source } from '../source.ts';
import { damaged, endsEarly, Input } from './input.ts';
import { LzmaSymbols, lzmaProperties } from './lzma-symbols.ts';
import { LARGEST_DICTIONARY, Window } from './window.ts';

const CHUNK = 256 * 1024;
/** In place of the size: it ends with a marker. */
const UNKNOWN = 2 ** 64;

export async function* lzma(source: Source): AsyncGenerator<Uint8Array, number> {
  const input = new Input(source);
  const header = new Bytes(await input.take(13));
  const [properties, dictionary, size] = [lzmaProperties(header.u8(0)), header.u32(1), header.u64(5)];
  if (!properties) throw damaged();
  const windowSize = Math.max(4096, Math.min(dictionary, size));
  if (windowSize > LARGEST_DICTIONARY)
    throw new ImageError(`it needs ${windowSize} bytes of memory to be decompressed`);
  const window = new Window(windowSize);
  const symbols = new LzmaSymbols(input, window);
  symbols.reset(properties);
  symbols.range.reset(await input.take(5));
  let left = size;
  while (left > 0 && !symbols.ended) {
    await input.fill(CHUNK);
    const complete = input.position + input.available >= source.size;
    const count = symbols.run(Math.min(left, CHUNK, windowSize), complete);
    if (input.at > input.end) throw endsEarly();
    if (size !== UNKNOWN) left -= count;
    if (count > 0) yield window.take();
  }
  if (left > 0 && size !== UNKNOWN) throw damaged();
  return input.position;
}
