// Node's own decompressors as decoders.

import { Readable, type Transform } from 'node:stream';
import { ImageError } from '../image-error.ts';
import { piecesOf, type Source } from '../source.ts';

/** What `engine`, of node:zlib, makes of the source, until one of the two ends. Its errors become {@link ImageError}. */
export async function* through(source: Source, engine: Transform): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  const feed = Readable.from(piecesOf(source), { objectMode: true });
  feed.on('error', (error) => {
    failure = error;
    engine.destroy(error);
  });
  feed.pipe(engine);
  try {
    for await (const chunk of engine) yield chunk as Uint8Array;
  } catch (error) {
    if (failure !== undefined) throw failure;
    const early = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new ImageError(early ? 'it ends too early' : 'its compressed data is damaged', { cause: error });
  } finally {
    feed.destroy();
    engine.destroy();
  }
}
