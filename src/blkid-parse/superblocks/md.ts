import type { Device } from '../device.ts';
import type { Facts, Format } from '../format.ts';
import { label, uuid } from '../text.ts';

const magic = 0xa92b4efc;
const reserved = 0x10000;

/**
 * A member of a Linux software RAID. Version 0.90 and 1.0 lie at the end of the device, where a filesystem inside
 * is seen as well; 1.1 at its beginning, 1.2 at 4 KiB. include/uapi/linux/raid/md_p.h, and
 * https://archive.kernel.org/oldwiki/raid.wiki.kernel.org/index.php/RAID_superblock_formats.html
 */
export const md: Format = {
  type: 'linux_raid_member',
  usage: 'raid',
  verify: async (device) => {
    const end = Math.floor(device.size / 0x1000) * 0x1000;
    return (
      (await version0(device)) ??
      (await version1(device, '1.0', end - 0x2000)) ??
      (await version1(device, '1.1', 0)) ??
      (await version1(device, '1.2', 0x1000))
    );
  },
};

async function version0(device: Device): Promise<Facts | undefined> {
  const at = Math.floor(device.size / reserved) * reserved - reserved;
  const superblock = await device.read(at, 64);
  if (superblock === undefined) return undefined;
  // Written in the byte order of the machine that made it.
  const little = superblock.u32le(0) === magic;
  if (!little && superblock.u32be(0) !== magic) return undefined;
  const word = (offset: number) => (little ? superblock.u32le(offset) : superblock.u32be(offset));
  const size = word(32) * 1024;
  if (device.size < size + reserved || at < size || device.isInsidePartition(at - size, size + reserved))
    return undefined;
  const id = new DataView(new ArrayBuffer(16));
  [20, 52, 56, 60].forEach((offset, index) => {
    if (index === 0 || word(8) >= 90) id.setUint32(index * 4, word(offset));
  });
  return { version: `${word(4)}.${word(8)}.${word(12)}`, uuid: uuid(new Uint8Array(id.buffer)) };
}

async function version1(device: Device, version: string, at: number): Promise<Facts | undefined> {
  const superblock = await device.read(at, 256);
  if (superblock?.u32le(0) !== magic || superblock.u32le(4) !== 1 || superblock.u64le(144) * 512 !== at)
    return undefined;
  return {
    version,
    uuid: uuid(superblock.slice(16, 16)),
    uuidSub: uuid(superblock.slice(168, 16)),
    label: label(superblock.slice(32, 32)),
  };
}
