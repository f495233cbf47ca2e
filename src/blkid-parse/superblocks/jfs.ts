import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

/** JFS: struct jfs_superblock in fs/jfs/jfs_superblock.h */
export const jfs: Format = {
  type: 'jfs',
  usage: 'filesystem',
  minSize: 2 ** 24,
  magics: [{ at: 0x8000, bytes: 'JFS1' }],
  verify: async (device) => {
    const superblock = await device.read(0x8000, 184);
    if (superblock === undefined) return undefined;
    const [blockSize, blockLog, factor] = [superblock.u32le(16), superblock.u16le(20), superblock.u16le(22)];
    const [sectorSize, sectorLog] = [superblock.u32le(24), superblock.u16le(28)];
    if (blockSize !== 2 ** blockLog || sectorSize !== 2 ** sectorLog || blockLog - sectorLog !== factor)
      return undefined;
    return { uuid: uuid(superblock.slice(136, 16)), label: label(superblock.slice(152, 16)), blockSize };
  },
};
