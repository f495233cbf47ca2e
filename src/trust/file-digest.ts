import { createHash } from 'node:crypto';
import { read } from 'node:fs';
import { promisify } from 'node:util';

const piece = 2 ** 22;
const readPiece = promisify(read);

export interface DigestOptions {
  readonly signal?: AbortSignal;
  /** Called with every piece: bytes so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * The digest of an open file, in hexadecimal; undefined where it was stopped. Throws where the medium fails.
 * @param fd its position does not count and stays
 */
export async function fileDigest(
  fd: number,
  algorithm: 'sha256' | 'sha512',
  { signal, onProgress }: DigestOptions = {},
): Promise<string | undefined> {
  const hash = createHash(algorithm);
  // One is read while the other is hashed.
  const buffers = [new Uint8Array(piece), new Uint8Array(piece)] as const;
  let done = 0;
  let reading = readPiece(fd, buffers[0], 0, piece, 0);
  for (let turn = 0; ; turn++) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return hash.digest('hex');
    if (signal?.aborted) return undefined;
    done += bytesRead;
    reading = readPiece(fd, buffers[(turn + 1) % 2]!, 0, piece, done);
    // Nobody may wait for it where hashing throws.
    reading.catch(() => {});
    hash.update(buffers[turn % 2]!.subarray(0, bytesRead));
    onProgress?.(done);
  }
}
