import type { Bytes } from '../bytes.ts';
import { crc32 } from '../crc32.ts';
import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

const magic = 0x3434;
const maxSize = 1024;

function isSound(superblock: Bytes): boolean {
  const size = superblock.u16le(8);
  if (superblock.u16le(6) !== magic || size < 20 || size > maxSize) return false;
  // The checksum is made with its own four bytes at zero.
  const bytes = superblock.slice(0, size).slice();
  bytes.fill(0, 16, 20);
  return crc32(superblock.u32le(12), bytes) === superblock.u32le(16);
}

/** NILFS2, by its second superblock where that is newer or alone: include/uapi/linux/nilfs2_ondisk.h */
export const nilfs2: Format = {
  type: 'nilfs2',
  usage: 'filesystem',
  minSize: 2 ** 20,
  verify: async (device) => {
    const copies = [
      await device.read(1024, maxSize),
      await device.read((Math.floor(device.size / 512) - 8) * 512, maxSize),
    ];
    const [first, second] = copies.map((copy) => (copy !== undefined && isSound(copy) ? copy : undefined));
    const checkpoint = (copy: Bytes) => copy.u64le(56);
    const superblock = first && second && checkpoint(second) > checkpoint(first) ? second : (first ?? second);
    if (superblock === undefined) return undefined;
    const logBlockSize = superblock.u32le(20);
    return {
      version: `${superblock.u32le(0)}`,
      uuid: uuid(superblock.slice(152, 16)),
      label: label(superblock.slice(168, 80)),
      blockSize: logBlockSize < 22 ? 1024 * 2 ** logBlockSize : undefined,
    };
  },
};
