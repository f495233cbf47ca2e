import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

/** EROFS: https://erofs.docs.kernel.org/en/latest/core_ondisk.html */
export const erofs: Format = {
  type: 'erofs',
  usage: 'filesystem',
  magics: [{ at: 1024, bytes: '\xe2\xe1\xf5\xe0' }],
  verify: async (device) => {
    const superblock = await device.read(1024, 128);
    if (superblock === undefined) return undefined;
    const blockBits = superblock.u8(12);
    return {
      uuid: uuid(superblock.slice(48, 16)),
      label: label(superblock.slice(64, 16)),
      blockSize: blockBits < 32 ? 2 ** blockBits : undefined,
    };
  },
};
