import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

/** btrfs, each device of it: https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html#superblock */
export const btrfs: Format = {
  type: 'btrfs',
  usage: 'filesystem',
  minSize: 2 ** 20,
  magics: [{ at: 0x10040, bytes: '_BHRfS_M' }],
  verify: async (device) => {
    const superblock = await device.read(0x10000, 0x1000);
    if (superblock === undefined) return undefined;
    return {
      uuid: uuid(superblock.slice(0x20, 16)),
      uuidSub: uuid(superblock.slice(0x10b, 16)),
      label: label(superblock.slice(0x12b, 256)),
      blockSize: superblock.u32le(0x90),
      deviceCount: superblock.u64le(0x88),
      deviceNumber: superblock.u64le(0xc9),
      unreplayed: superblock.u64le(0x60) === 0 ? undefined : true,
    };
  },
};
