import { open, readFile } from 'node:fs/promises';
import type { Source } from './source.ts';

/** A source that holds a file open. */
export interface FileSource extends Source {
  close(): Promise<void>;
}

/**
 * Opens an image file or a block device for reading. The caller closes it. Throws what open(2), fstat(2) and sysfs
 * say: a block device's size and sector size come from /sys/dev/block, because stat(2) does not know them.
 */
export async function fromFile(path: string): Promise<FileSource> {
  const file = await open(path, 'r');
  try {
    const stat = await file.stat();
    const geometry = stat.isBlockDevice() ? await blockDevice(stat.rdev) : { size: stat.size };
    return {
      ...geometry,
      close: () => file.close(),
      read: async (offset, length) => {
        const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function blockDevice(rdev: number): Promise<{ size: number; sectorSize: number }> {
  // The encoding of dev_t in the C library: makedev(3).
  const major = (rdev >>> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
  const node = `/sys/dev/block/${major}:${minor}`;
  const sectors = Number(await readFile(`${node}/size`, 'utf8'));
  // A partition has no queue of its own; its disk is the directory above.
  const queue = await readFile(`${node}/queue/logical_block_size`, 'utf8').catch(() =>
    readFile(`${node}/../queue/logical_block_size`, 'utf8'),
  );
  return { size: sectors * 512, sectorSize: Number(queue) };
}
