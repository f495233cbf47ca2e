import type { Bytes } from '../bytes.ts';
import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

const between = (number: number, low: number, high: number) => number >= low && number <= high;

// XFS keeps each size and its logarithm; a superblock in which they differ is a stray one.
function isSound(superblock: Bytes): boolean {
  const [blockSize, blocks] = [superblock.u32be(4), superblock.u64be(8)];
  const [extentBlocks, groupBlocks, groups] = [superblock.u32be(80), superblock.u32be(84), superblock.u32be(88)];
  const [sectorSize, inodeSize] = [superblock.u16be(102), superblock.u16be(104)];
  const [blockLog, sectorLog] = [superblock.u8(120), superblock.u8(121)];
  const [inodeLog, inodesPerBlockLog] = [superblock.u8(122), superblock.u8(123)];
  const extentSize = (extentBlocks * blockSize) % 2 ** 32;
  return (
    groups > 0 &&
    between(sectorLog, 9, 15) &&
    sectorSize === 2 ** sectorLog &&
    between(blockLog, 9, 16) &&
    blockSize === 2 ** blockLog &&
    between(inodeLog, 8, 11) &&
    inodeSize === 2 ** inodeLog &&
    blockLog - inodeLog === inodesPerBlockLog &&
    between(extentSize, 4096, 2 ** 30) &&
    superblock.u8(127) <= 100 &&
    blocks > 0 &&
    between(blocks, (groups - 1) * groupBlocks + 64, groups * groupBlocks)
  );
}

/** XFS: https://mirrors.edge.kernel.org/pub/linux/utils/fs/xfs/docs/xfs_filesystem_structure.pdf, “Superblocks”. */
export const xfs: Format = {
  type: 'xfs',
  usage: 'filesystem',
  magics: [{ at: 0, bytes: 'XFSB' }],
  verify: async (device) => {
    const superblock = await device.read(0, 512);
    if (superblock === undefined || !isSound(superblock)) return undefined;
    return {
      uuid: uuid(superblock.slice(32, 16)),
      label: label(superblock.slice(108, 12)),
      blockSize: superblock.u16be(102),
    };
  },
};
