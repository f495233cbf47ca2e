// What kernels and initrds are compressed with, by the bytes that each begins with, and its decoder, which is loaded
// when it is needed.

import type { Bytes } from './bytes.ts';
import type { Decoder } from './decompress/decoder.ts';
import type { Source } from './source.ts';

/** `lz4-legacy` is what `lz4 -l` writes, and the only one of the two that Linux reads. */
export type Compression = 'gzip' | 'bzip2' | 'xz' | 'lzma' | 'lz4' | 'lz4-legacy' | 'zstd';

interface Kind {
  readonly magic: string;
  readonly load: () => Promise<Decoder>;
}

const kinds: Readonly<Record<Compression, Kind>> = {
  gzip: { magic: '\x1f\x8b\x08', load: async () => (await import('./decompress/gzip.ts')).gzip },
  bzip2: { magic: 'BZh', load: async () => (await import('./decompress/bzip2.ts')).bzip2 },
  xz: { magic: '\xfd7zXZ\0', load: async () => (await import('./decompress/xz.ts')).xz },
  // No magic number but the properties that every encoder takes by default, and a dictionary of at least 64 KiB.
  lzma: { magic: '\x5d\0\0', load: async () => (await import('./decompress/lzma.ts')).lzma },
  lz4: { magic: '\x04\x22\x4d\x18', load: async () => (await import('./decompress/lz4.ts')).lz4 },
  'lz4-legacy': { magic: '\x02\x21\x4c\x18', load: async () => (await import('./decompress/lz4.ts')).lz4Legacy },
  zstd: { magic: '\x28\xb5\x2f\xfd', load: async () => (await import('./decompress/zstd.ts')).zstd },
};

/** What compressed data that begins with `head` at `offset` is compressed with, as far as one can see. */
export function compressionOf(head: Bytes, offset = 0): Compression | undefined {
  const names = Object.keys(kinds) as Compression[];
  return names.find((name) => head.has(kinds[name].magic, offset));
}

/**
 * The content of what begins at the source's start, piece by piece, and as the generator's return value the number of
 * bytes of the source that it was. Throws ImageError where it is damaged, and what the source throws. It is for the
 * caller to stop when it is too much.
 */
export async function* decompress(compression: Compression, source: Source): AsyncGenerator<Uint8Array, number> {
  const decoder = await kinds[compression].load();
  return yield* decoder(source);
}

/** The first `length` bytes of the content; fewer where there are no more. Throws as {@link decompress} does. */
export async function decompressHead(compression: Compression, source: Source, length: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let have = 0;
  for await (const chunk of decompress(compression, source)) {
    chunks.push(chunk.subarray(0, length - have));
    have += chunk.length;
    if (have >= length) break;
  }
  return Buffer.concat(chunks);
}
