import { statfs } from 'node:fs/promises';

/** What the next start of the system needs: its log, its temporary files. */
const leftFree = 64 * 2 ** 20;

/** There is less free space than what is to be written. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
}

/** How many bytes may be written into `directory`. Throws Node's error. */
export async function roomIn(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return Math.max(0, bavail * bsize - leftFree);
}
