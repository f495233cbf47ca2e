import { createHash } from 'node:crypto';
import { readInPieces } from './read-in-pieces.ts';

/** The digest of an open file, in hexadecimal. Throws where the medium fails. @param fd its position does not count */
export async function fileDigest(fd: number, algorithm: 'sha256' | 'sha512'): Promise<string> {
  const hash = createHash(algorithm);
  await readInPieces(fd, (bytes) => hash.update(bytes));
  return hash.digest('hex');
}
