import { read } from 'node:fs';
import { promisify } from 'node:util';

const piece = 2 ** 22;
const readPiece = promisify(read);

/**
 * Hands over all of an open file; while one piece is used the next one is read. What `take` throws ends it. Throws where
 * the medium fails.
 * @param fd its position does not count and stays
 */
export async function readInPieces(fd: number, take: (bytes: Uint8Array) => void): Promise<void> {
  const buffers = [new Uint8Array(piece), new Uint8Array(piece)] as const;
  let done = 0;
  let reading = readPiece(fd, buffers[0], 0, piece, 0);
  for (let turn = 0; ; turn++) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return;
    done += bytesRead;
    reading = readPiece(fd, buffers[(turn + 1) % 2]!, 0, piece, done);
    // Nobody may wait for it where `take` throws.
    reading.catch(() => {});
    take(buffers[turn % 2]!.subarray(0, bytesRead));
  }
}
