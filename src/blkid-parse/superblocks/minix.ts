import type { Bytes } from '../bytes.ts';
import type { Format } from '../format.ts';

const at = 1024;
const bitsPerBlock = 8 * 1024;
const versions: Readonly<Record<number, number>> = { 4991: 1, 5007: 1, 9320: 2, 9336: 2 };
const version3 = 0x4d5a;

interface Counts {
  readonly version: number;
  readonly inodes: number;
  readonly zones: number;
  readonly inodeMap: number;
  readonly zoneMap: number;
  readonly firstZone: number;
  readonly logZoneSize: number;
  readonly blockSize: number;
}

/** Minix, versions 1 to 3, of either byte order: include/uapi/linux/minix_fs.h */
export const minix: Format = {
  type: 'minix',
  usage: 'filesystem',
  magics: [
    ...['\x7f\x13', '\x8f\x13', '\x68\x24', '\x78\x24'].flatMap((bytes) => [
      { at: at + 16, bytes },
      { at: at + 16, bytes: bytes[1]! + bytes[0]! },
    ]),
    { at: at + 24, bytes: '\x5a\x4d' },
    { at: at + 24, bytes: '\x4d\x5a' },
  ],
  verify: async (device) => {
    const superblock = await device.read(at, 64);
    const counts = superblock && (read(superblock, true) ?? read(superblock, false));
    if (superblock === undefined || counts === undefined) return undefined;
    // Its magic number is short, and ext2 has its own 40 bytes farther on.
    if (superblock.has('\x53\xef', 0x38) || !isSound(counts)) return undefined;
    return { version: `${counts.version}`, blockSize: counts.blockSize };
  },
};

function read(superblock: Bytes, little: boolean): Counts | undefined {
  const u16 = (offset: number) => (little ? superblock.u16le(offset) : superblock.u16be(offset));
  const u32 = (offset: number) => (little ? superblock.u32le(offset) : superblock.u32be(offset));
  const version = versions[u16(16)];
  if (version !== undefined && u16(18) <= 3) {
    const zones = version === 1 ? u16(2) : u32(20);
    return {
      version,
      inodes: u16(0),
      zones,
      inodeMap: u16(4),
      zoneMap: u16(6),
      firstZone: u16(8),
      logZoneSize: u16(10),
      blockSize: 1024,
    };
  }
  if (u16(24) !== version3) return undefined;
  return {
    version: 3,
    inodes: u32(0),
    zones: u32(20),
    inodeMap: u16(6),
    zoneMap: u16(8),
    firstZone: u16(10),
    logZoneSize: u16(12),
    blockSize: u16(28),
  };
}

function isSound({ inodes, zones, inodeMap, zoneMap, firstZone, logZoneSize }: Counts): boolean {
  if (logZoneSize !== 0 || inodes === 0 || inodes === 0xffffffff || firstZone > zones) return false;
  return inodeMap * bitsPerBlock >= inodes + 1 && zoneMap * bitsPerBlock >= zones - firstZone + 1;
}
