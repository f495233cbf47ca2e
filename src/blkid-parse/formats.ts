import type { Format } from './format.ts';
import { bcache, bcachefs } from './superblocks/bcache.ts';
import { bitlocker } from './superblocks/bitlocker.ts';
import { btrfs } from './superblocks/btrfs.ts';
import { erofs } from './superblocks/erofs.ts';
import { exfat } from './superblocks/exfat.ts';
import { ext } from './superblocks/ext.ts';
import { f2fs } from './superblocks/f2fs.ts';
import { ddf, isw } from './superblocks/firmware-raid.ts';
import { hfs, hfsplus } from './superblocks/hfs.ts';
import { iso9660 } from './superblocks/iso9660.ts';
import { jfs } from './superblocks/jfs.ts';
import { luks } from './superblocks/luks.ts';
import { lvm } from './superblocks/lvm.ts';
import { md } from './superblocks/md.ts';
import { minix } from './superblocks/minix.ts';
import { nilfs2 } from './superblocks/nilfs2.ts';
import { ntfs } from './superblocks/ntfs.ts';
import { reiserfs } from './superblocks/reiserfs.ts';
import { squashfs } from './superblocks/squashfs.ts';
import { swap, swsuspend } from './superblocks/swap.ts';
import { udf } from './superblocks/udf.ts';
import { verity } from './superblocks/verity.ts';
import { vfat } from './superblocks/vfat.ts';
import { xfs } from './superblocks/xfs.ts';
import { zfs } from './superblocks/zfs.ts';

/**
 * All formats, in libblkid's order. RAID and encryption come first, because what they hold shows through: a mirror's
 * member looks like the filesystem on it. FAT comes before what has a magic number of its own only for the order in
 * which ambiguous finds are listed.
 */
export const formats: readonly Format[] = [
  md,
  ddf,
  isw,
  bcache,
  lvm,
  verity,
  luks,
  bitlocker,
  vfat,
  swsuspend,
  swap,
  xfs,
  ...ext,
  reiserfs,
  jfs,
  udf,
  iso9660,
  zfs,
  hfsplus,
  hfs,
  ntfs,
  minix,
  squashfs,
  btrfs,
  nilfs2,
  exfat,
  f2fs,
  bcachefs,
  erofs,
];
