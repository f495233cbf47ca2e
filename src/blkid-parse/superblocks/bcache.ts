import type { Bytes } from '../bytes.ts';
import type { Format } from '../format.ts';
import { label, uuid } from '../text.ts';

const at = 0x1000;
const sector = 512;

/** A backing or cache device of bcache: include/uapi/linux/bcache.h of Linux 5.15 and before */
export const bcache: Format = {
  type: 'bcache',
  usage: 'other',
  minSize: 8192,
  magics: [{ at: at + 24, bytes: '\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81' }],
  verify: async (device) => {
    const superblock = await device.read(at, 256);
    // bcachefs before its release used the same number; it has its place somewhere else.
    if (superblock?.u64le(8) !== at / sector) return undefined;
    return { uuid: uuid(superblock.slice(40, 16)) };
  },
};

const fieldsAt = 752;
const [membersV1, membersV2] = [1, 11];
const maxFields = 64;

/** bcachefs, each device of it: struct bch_sb in fs/bcachefs/bcachefs_format.h */
export const bcachefs: Format = {
  type: 'bcachefs',
  usage: 'filesystem',
  minSize: 256 * sector,
  magics: [{ at: at + 24, bytes: '\xc6\x85\x73\xf6\x66\xce\x90\xa9\xd9\x6a\x60\xcf\x80\x3d\xf7\xef' }],
  verify: async (device) => {
    const fixed = await device.read(at, fieldsAt);
    if (fixed === undefined || fixed.u64le(104) !== at / sector || fixed.u8(122) >= fixed.u8(123)) return undefined;
    const superblock = await device.read(at, fieldsAt + fixed.u32le(124) * 8);
    if (superblock === undefined) return undefined;
    const version = superblock.u16le(16);
    return {
      version: `${version >> 10}.${version & 0x3ff}`,
      uuid: uuid(superblock.slice(56, 16)),
      uuidSub: memberUuid(superblock),
      label: label(superblock.slice(72, 32)),
      blockSize: superblock.u16le(120) * sector,
    };
  },
};

// After the fixed part come fields of any length: the list of members is one, in either of two forms.
function memberUuid(superblock: Bytes): string | undefined {
  const member = superblock.u8(122);
  let field = fieldsAt;
  let found: string | undefined;
  for (let count = 0; count < maxFields && field + 8 <= superblock.length; count++) {
    const [size, type] = [superblock.u32le(field) * 8, superblock.u32le(field + 4)];
    if (size < 8 || type === 0) break;
    if (type === membersV1) found = uuid(superblock.slice(field + 8 + member * 56, 16));
    if (type === membersV2) found = uuid(superblock.slice(field + 16 + member * superblock.u16le(field + 8), 16));
    field += size;
  }
  return found;
}
