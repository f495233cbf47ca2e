import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';
import type { Source } from './source.ts';

const statOf = promisify(fstat);
const readFrom = promisify(read);

/** The open file as a source, for as long as the caller keeps it open. Throws what fstat(2) and read(2) say. */
export async function fromDescriptor(fd: number): Promise<Source> {
  const { size } = await statOf(fd);
  return {
    size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await readFrom(fd, bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) return bytes.subarray(0, done);
        done += bytesRead;
      }
      return bytes;
    },
  };
}
