import { type FileHandle, open } from 'node:fs/promises';
import { NoRoomError } from './room.ts';

const page = 4096;
const blockSize = 2 ** 20;
const zeros = new Uint8Array(page);

/**
 * Copies a file to the new file `path`, with holes in place of pages that are zero, and has it written to the disk.
 * @param room how many bytes may be written
 * @returns the bytes that were written. Raises NoRoomError and Node's errors
 */
export async function copyCore(from: FileHandle, path: string, room: number): Promise<number> {
  const to = await open(path, 'wx', 0o600);
  try {
    const block = new Uint8Array(blockSize);
    let [at, written] = [0, 0];
    for (;;) {
      const { bytesRead } = await from.read(block, 0, blockSize, at);
      if (bytesRead === 0) break;
      for (const [start, end] of filledParts(block.subarray(0, bytesRead))) {
        if (written + end - start > room) throw new NoRoomError(`more than ${room} bytes`);
        await writeAll(to, block.subarray(start, end), at + start);
        written += end - start;
      }
      at += bytesRead;
    }
    await to.truncate(at);
    await to.sync();
    return written;
  } finally {
    await to.close();
  }
}

/** Where the pages that are not zero begin and end, neighbours together. */
function filledParts(bytes: Uint8Array): [start: number, end: number][] {
  const parts: [number, number][] = [];
  for (let start = 0; start < bytes.length; start += page) {
    const end = Math.min(start + page, bytes.length);
    if (Buffer.compare(bytes.subarray(start, end), zeros.subarray(0, end - start)) === 0) continue;
    const last = parts.at(-1);
    if (last?.[1] === start) last[1] = end;
    else parts.push([start, end]);
  }
  return parts;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
