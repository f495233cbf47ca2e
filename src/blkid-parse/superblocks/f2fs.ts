import type { Format } from '../format.ts';
import { utf16, uuid } from '../text.ts';

/** F2FS: struct f2fs_super_block in include/linux/f2fs_fs.h */
export const f2fs: Format = {
  type: 'f2fs',
  usage: 'filesystem',
  magics: [{ at: 1024, bytes: '\x10\x20\xf5\xf2' }],
  verify: async (device) => {
    const superblock = await device.read(1024, 1152);
    if (superblock === undefined) return undefined;
    const version = `${superblock.u16le(4)}.${superblock.u16le(6)}`;
    // The first release had no UUID yet.
    if (version === '1.0') return {};
    const logBlockSize = superblock.u32le(16);
    return {
      version,
      uuid: uuid(superblock.slice(108, 16)),
      label: utf16(superblock.slice(124, 1024), 'le'),
      blockSize: logBlockSize < 32 ? 2 ** logBlockSize : undefined,
    };
  },
};
