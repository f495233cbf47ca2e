import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

const versions: Readonly<Record<string, string>> = { ReIsErFs: '3.5', ReIsEr2Fs: '3.6', ReIsEr3Fs: 'JR' };

/** ReiserFS: struct reiserfs_super_block_v1 in fs/reiserfs/reiserfs.h of Linux 6.12 and before */
export const reiserfs: Format = {
  type: 'reiserfs',
  usage: 'filesystem',
  minSize: 2 ** 17,
  magics: [
    { at: 0x2034, bytes: 'ReIsErFs' },
    { at: 0x10034, bytes: 'ReIsEr2Fs' },
    { at: 0x10034, bytes: 'ReIsEr3Fs' },
    { at: 0x10034, bytes: 'ReIsErFs' },
  ],
  verify: async (device, { at, bytes }) => {
    const start = at - 0x34;
    const superblock = await device.read(start, 128);
    const blockSize = superblock?.u16le(44) ?? 0;
    // A copy inside the journal is not the superblock: that lies well before the journal.
    if (superblock === undefined || blockSize < 512) return undefined;
    if (Math.floor(start / 1024 / Math.floor(blockSize / 512)) > superblock.u32le(12) / 2) return undefined;
    const version = versions[bytes];
    if (version === '3.5') return { version, blockSize };
    return { version, blockSize, uuid: uuid(superblock.slice(84, 16)), label: label(superblock.slice(100, 16)) };
  },
};
