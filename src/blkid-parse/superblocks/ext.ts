import type { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Facts, Format } from '../format.ts';
import { label, uuid } from '../text.ts';

// The family is told apart by its feature bits: https://docs.kernel.org/filesystems/ext4/super.html
const hasJournal = 0x4;
const journalDevice = 0x8;
const recover = 0x4;
// filetype and meta_bg; sparse_super, large_file and btree_dir
const ext2Incompat = 0x2 | 0x10;
const ext2RoCompat = 0x1 | 0x2 | 0x4;
const ext3Incompat = ext2Incompat | recover;
const testFilesystem = 0x4;

interface Features {
  readonly compat: number;
  readonly incompat: number;
  readonly roCompat: number;
  readonly flags: number;
}

const isExt2 = ({ incompat, roCompat }: Features) => !(incompat & ~ext2Incompat) && !(roCompat & ~ext2RoCompat);
const isExt3 = ({ incompat, roCompat }: Features) => !(incompat & ~ext3Incompat) && !(roCompat & ~ext2RoCompat);
const isTest = ({ flags }: Features) => (flags & testFilesystem) !== 0;

function format(type: string, usage: Format['usage'], is: (features: Features) => boolean): Format {
  return {
    type,
    usage,
    magics: [{ at: 0x438, bytes: '\x53\xef' }],
    verify: async (device: Device) => {
      const superblock = await device.read(0x400, 0x400);
      if (superblock === undefined) return undefined;
      const features = {
        compat: superblock.u32le(0x5c),
        incompat: superblock.u32le(0x60),
        roCompat: superblock.u32le(0x64),
        flags: superblock.u32le(0x160),
      };
      return is(features) ? facts(type, superblock, features) : undefined;
    },
  };
}

function facts(type: string, superblock: Bytes, { compat, incompat }: Features): Facts {
  const id = uuid(superblock.slice(0x68, 16));
  const logBlockSize = superblock.u32le(0x18);
  const older = type !== 'ext2' && type !== 'jbd' && !(incompat & ~ext2Incompat);
  return {
    version: `${superblock.u32le(0x4c)}.${superblock.u16le(0x3e)}`,
    uuid: id,
    label: label(superblock.slice(0x78, 16)),
    blockSize: logBlockSize < 22 ? 1024 * 2 ** logBlockSize : undefined,
    secType: older ? 'ext2' : undefined,
    extJournal: compat & hasJournal ? uuid(superblock.slice(0xd0, 16)) : undefined,
    logUuid: type === 'jbd' ? id : undefined,
  };
}

/** ext2, ext3 and ext4, and their journals on devices of their own (jbd). */
export const ext: readonly Format[] = [
  format('ext4dev', 'filesystem', (features) => !(features.incompat & journalDevice) && isTest(features)),
  format(
    'ext4',
    'filesystem',
    (features) => !(features.incompat & journalDevice) && !isExt3(features) && !isTest(features),
  ),
  format('ext3', 'filesystem', (features) => (features.compat & hasJournal) !== 0 && isExt3(features)),
  format('ext2', 'filesystem', (features) => !(features.compat & hasJournal) && isExt2(features)),
  format('jbd', 'other', (features) => (features.incompat & journalDevice) !== 0),
];
