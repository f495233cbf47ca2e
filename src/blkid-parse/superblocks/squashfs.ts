import type { Format } from '../format.ts';

/** SquashFS 4: https://dr-emann.github.io/squashfs/squashfs.html#_the_superblock */
export const squashfs: Format = {
  type: 'squashfs',
  usage: 'filesystem',
  magics: [{ at: 0, bytes: 'hsqs' }],
  verify: async (device) => {
    const superblock = await device.read(0, 96);
    if (superblock === undefined || superblock.u16le(28) < 4) return undefined;
    return { version: `${superblock.u16le(28)}.${superblock.u16le(30)}` };
  },
};
