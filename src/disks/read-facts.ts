import { open } from 'node:fs/promises';
import { probe, type Result } from 'blkid-parse';
import type { BlockDevice } from '../entry/block-device.ts';

/** What the bytes of `device` say. Raises Node's error when it cannot be read. */
export async function readFacts(device: BlockDevice): Promise<Result> {
  const file = await open(device.node, 'r');
  try {
    return await probe({
      size: device.size,
      sectorSize: device.sectorSize,
      read: async (offset, length) => {
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}
