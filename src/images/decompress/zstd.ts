// Zstandard. https://www.rfc-editor.org/rfc/rfc8878
//
// The blocks' headers say where a frame ends, which Node's decoder, given more, does not.

import { constants, createZstdDecompress } from 'node:zlib';
import { Bytes } from '../bytes.ts';
import { partOf, type Source } from '../source.ts';
import { through } from './engine.ts';
import { damaged, endsEarly } from './input.ts';

const MAGIC = '\x28\xb5\x2f\xfd';
/** The kernel's build asks zstd for its widest window, 128 MiB; a wider one is refused. */
const WIDEST_WINDOW = 27;
const CHECKSUM = 4;
/** A block that repeats one byte holds just that. */
const RLE = 1;

/** One frame; what follows it is not looked at. */
export async function* zstd(source: Source): AsyncGenerator<Uint8Array, number> {
  const end = await frameLength(source);
  const engine = createZstdDecompress({
    chunkSize: 256 * 1024,
    params: { [constants.ZSTD_d_windowLogMax]: WIDEST_WINDOW },
  });
  yield* through(partOf(source, 0, end), engine);
  return end;
}

async function frameLength(source: Source): Promise<number> {
  const header = new Bytes(await source.read(0, 18));
  if (!header.has(MAGIC)) throw damaged();
  const flags = header.u8(4);
  const single = (flags & 0x20) !== 0;
  const contentSize = [single ? 1 : 0, 2, 4, 8][flags >> 6]!;
  let at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][flags & 3]! + contentSize;
  for (;;) {
    const block = new Bytes(await source.read(at, 3));
    if (block.length < 3) throw endsEarly();
    const word = block.u16(0) | (block.u8(2) << 16);
    at += 3 + (((word >> 1) & 3) === RLE ? 1 : word >> 3);
    if (word & 1) return at + (flags & 4 ? CHECKSUM : 0);
  }
}
