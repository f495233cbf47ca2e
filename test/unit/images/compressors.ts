// The real compressors.

import { execFileSync } from 'node:child_process';
import { ensureTools } from '../../../build/tools.ts';
import type { Compression } from '../../../src/images/decompress.ts';

await ensureTools(['bzip2', 'gzip', 'lz4', 'xz', 'zstd']);

/** The command for each format as kernels and initrds are made with it, from standard input to standard output. */
export const compressors: Readonly<Record<Compression, readonly [string, ...string[]]>> = {
  gzip: ['gzip', '-n'],
  bzip2: ['bzip2'],
  xz: ['xz', '--check=crc32', '-1'],
  lzma: ['xz', '--format=lzma', '-1'],
  lz4: ['lz4', '-c'],
  'lz4-legacy': ['lz4', '-l', '-c'],
  zstd: ['zstd', '-q'],
};

export function compress(bytes: Uint8Array, [program, ...args]: readonly [string, ...string[]]): Buffer {
  return execFileSync(program, args, { input: bytes, maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'ignore'] });
}
