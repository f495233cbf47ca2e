import { read } from 'node:fs';
import type { Volume } from './volume.ts';

/** Gives `length` bytes of a file from `offset` on; fewer at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * Reads parts of a file, which is open meanwhile.
 * @returns what `use` gave; undefined where the volume has no such file
 * @throws where the medium fails, or `use` throws
 */
export async function withFile<T>(
  volume: Volume,
  path: string,
  use: (readAt: ReadAt) => Promise<T>,
): Promise<T | undefined> {
  const file = await volume.open(path);
  if (!file) return undefined;
  try {
    return await use((offset, length) => readAt(file.fd, offset, length));
  } finally {
    await file.close();
  }
}

function readAt(fd: number, offset: number, length: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    read(fd, new Uint8Array(length), 0, length, offset, (error, count, bytes) => {
      if (error) reject(error);
      else resolve(bytes.subarray(0, count));
    });
  });
}
