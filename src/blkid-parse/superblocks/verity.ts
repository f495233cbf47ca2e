import type { Format } from '../format.ts';
import { uuid } from '../text.ts';

/** The hash tree of a dm-verity image: https://gitlab.com/cryptsetup/cryptsetup/-/wikis/DMVerity */
export const verity: Format = {
  type: 'DM_verity_hash',
  usage: 'crypto',
  magics: [{ at: 0, bytes: 'verity\0\0' }],
  verify: async (device) => {
    const superblock = await device.read(0, 512);
    if (superblock?.u32le(8) !== 1) return undefined;
    return { version: '1', uuid: uuid(superblock.slice(16, 16)) };
  },
};
