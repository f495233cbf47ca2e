// gzip. https://www.rfc-editor.org/rfc/rfc1952
//
// Header and trailer are read here, and only the deflate stream between them by zlib: its own reader of gzip takes what
// follows for a further member, and does not say where the first one ended.

import { crc32, createInflateRaw } from 'node:zlib';
import { Bytes } from '../bytes.ts';
import { ImageError } from '../image-error.ts';
import { partOf, type Source } from '../source.ts';
import { through } from './engine.ts';
import { damaged, endsEarly } from './input.ts';

const LONGEST_HEADER = 64 * 1024;
const TRAILER = 8;

/** One member of a gzip file; what follows it is not looked at. */
export async function* gzip(source: Source): AsyncGenerator<Uint8Array, number> {
  const start = headerLength(new Bytes(await source.read(0, LONGEST_HEADER)));
  const engine = createInflateRaw({ chunkSize: 256 * 1024 });
  let [sum, size] = [0, 0];
  for await (const chunk of through(partOf(source, start), engine)) {
    sum = crc32(chunk, sum);
    size += chunk.length;
    yield chunk;
  }
  const end = start + engine.bytesWritten;
  const trailer = new Bytes(await source.read(end, TRAILER));
  if (trailer.length < TRAILER) throw endsEarly();
  if (trailer.u32(0) !== sum || trailer.u32(4) !== size % 2 ** 32) throw damaged();
  return end + TRAILER;
}

/** The flags say what of extra field, name, comment and checksum there is (RFC 1952, 2.3.1). */
function headerLength(bytes: Bytes): number {
  if (!bytes.has('\x1f\x8b\x08')) throw damaged();
  const flags = bytes.u8(3);
  let at = 10;
  if (flags & 4) at += 2 + bytes.u16(at);
  for (const text of [8, 16]) {
    if (!(flags & text)) continue;
    const end = bytes.array.indexOf(0, at);
    if (end < 0) throw new ImageError('its header does not end');
    at = end + 1;
  }
  if (flags & 2) at += 2;
  if (at >= bytes.length) throw endsEarly();
  return at;
}
