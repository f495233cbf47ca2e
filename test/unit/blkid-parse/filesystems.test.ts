import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { altered, blkid, blkidVersion, image, missing, run, scratch, tagged } from './images.ts';

const MiB = 2 ** 20;
const uuid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const tree = join(scratch, 'tree');
mkdirSync(tree);
writeFileSync(join(tree, 'file'), 'content\n');

interface Case {
  readonly name: string;
  readonly size: number;
  /** The command, to which the image's path is added. */
  readonly make: readonly string[];
  readonly input?: string;
  /** The path stands before these. */
  readonly after?: readonly string[];
  /** What blkid before this version says of the partition table is not compared. */
  readonly tableSince?: number;
}

const ext = (type: string, ...options: string[]) => ['mke2fs', '-q', '-F', '-t', type, '-U', uuid, ...options];

const cases: readonly Case[] = [
  { name: 'ext2', size: 4 * MiB, make: ext('ext2', '-L', 'a label') },
  { name: 'ext3', size: 16 * MiB, make: ext('ext3', '-L', 'sixteen letters.') },
  { name: 'ext4', size: 16 * MiB, make: ext('ext4', '-L', 'root') },
  { name: 'ext4 with blocks of 4 KiB and 64 bits', size: 64 * MiB, make: ext('ext4', '-b', '4096', '-O', '64bit') },
  { name: 'ext4 without a journal', size: 16 * MiB, make: ext('ext4', '-O', '^has_journal') },
  { name: 'ext4 with a label in UTF-8', size: 16 * MiB, make: ext('ext4', '-L', 'größe') },
  { name: 'jbd', size: 16 * MiB, make: ['mke2fs', '-q', '-F', '-O', 'journal_dev', '-U', uuid, '-b', '1024'] },
  { name: 'vfat with FAT12', size: 2 * MiB, make: ['mkfs.vfat', '-i', '1a2b3c4d', '-n', 'SMALL', '-F', '12'] },
  { name: 'vfat with FAT16', size: 32 * MiB, make: ['mkfs.vfat', '-i', '1a2b3c4d', '-n', 'BOOT DISK', '-F', '16'] },
  { name: 'vfat with FAT32', size: 64 * MiB, make: ['mkfs.vfat', '-i', '1a2b3c4d', '-n', 'ESP', '-F', '32'] },
  { name: 'vfat without a label', size: 64 * MiB, make: ['mkfs.vfat', '-i', '1a2b3c4d', '-F', '32'] },
  {
    name: 'vfat with sectors of 4 KiB',
    size: 64 * MiB,
    make: ['mkfs.vfat', '-i', '00000001', '-n', 'BIG', '-S', '4096'],
  },
  { name: 'vfat on a floppy', size: 1440 * 1024, make: ['mkfs.vfat', '-i', '1a2b3c4d', '-n', 'FLOPPY'] },
  { name: 'xfs', size: 320 * MiB, make: ['mkfs.xfs', '-q', '-m', `uuid=${uuid}`, '-L', 'twelve chars'] },
  {
    name: 'xfs version 4 with small blocks',
    size: 320 * MiB,
    make: ['mkfs.xfs', '-q', '-m', `crc=0,uuid=${uuid}`, '-b', 'size=1024'],
  },
  { name: 'btrfs', size: 128 * MiB, make: ['mkfs.btrfs', '-q', '-U', uuid, '-L', 'the tree'] },
  { name: 'exfat', size: 16 * MiB, make: ['mkfs.exfat', '-L', 'Straße'], tableSince: 2.39 },
  { name: 'ntfs', size: 16 * MiB, make: ['mkntfs', '-q', '-F', '-f', '-L', 'Windows ☃'] },
  { name: 'ntfs with clusters of 64 KiB', size: 32 * MiB, make: ['mkntfs', '-q', '-F', '-f', '-c', '65536'] },
  { name: 'f2fs', size: 64 * MiB, make: ['mkfs.f2fs', '-q', '-f', '-U', uuid, '-l', 'flash größe'] },
  { name: 'jfs', size: 32 * MiB, make: ['mkfs.jfs', '-q', '-L', 'journaled'] },
  { name: 'reiserfs', size: 64 * MiB, make: ['mkfs.reiserfs', '-q', '-f', '-u', uuid, '-l', 'hans'] },
  { name: 'nilfs2', size: 136 * MiB, make: ['mkfs.nilfs2', '-q', '-L', 'log-structured'] },
  { name: 'minix 1', size: 4 * MiB, make: ['mkfs.minix', '-1'] },
  { name: 'minix 2', size: 4 * MiB, make: ['mkfs.minix', '-2'] },
  { name: 'minix 3', size: 4 * MiB, make: ['mkfs.minix', '-3'] },
  {
    name: 'udf of a hard disk',
    size: 16 * MiB,
    make: ['mkudffs', '--utf8', '-l', 'disk größe', '-u', '0123456789abcdef'],
  },
  {
    name: 'udf of a DVD',
    size: 16 * MiB,
    make: ['mkudffs', '-b', '2048', '-r', '1.50', '--vid', 'vid', '--vsid', '12345678snow'],
  },
  { name: 'udf with blocks of 4 KiB', size: 32 * MiB, make: ['mkudffs', '--utf8', '-b', '4096', '-l', '☃ 16 bits'] },
  { name: 'squashfs', size: 0, make: ['mksquashfs', tree], after: ['-quiet', '-no-progress', '-noappend'] },
  { name: 'erofs', size: 0, make: ['mkfs.erofs', '-U', uuid], after: [tree] },
  { name: 'iso9660', size: 0, make: ['genisoimage', '-quiet', '-V', 'PLAIN', '-o'], after: [tree] },
  {
    name: 'iso9660 with Joliet',
    size: 0,
    make: [
      'genisoimage',
      '-quiet',
      '-J',
      '-r',
      '-V',
      'Debian 12 amd64',
      '-A',
      'the app',
      '-publisher',
      'pub',
      '-volset',
      'set',
      '-o',
    ],
    after: [tree],
  },
  {
    name: 'iso9660 that boots',
    size: 0,
    make: ['genisoimage', '-quiet', '-no-emul-boot', '-b', 'file', '-sysid', 'LINUX', '-p', 'preparer', '-o'],
    after: [tree],
  },
  {
    name: 'iso9660 and udf together',
    size: 0,
    make: ['genisoimage', '-quiet', '-udf', '-V', 'BOTH', '-o'],
    after: [tree],
  },
  {
    name: 'hfs and iso9660 together',
    size: 0,
    make: ['genisoimage', '-quiet', '-hfs', '-V', 'MAC', '-o'],
    after: [tree],
  },
  { name: 'swap', size: 4 * MiB, make: ['mkswap', '-q', '-U', uuid, '-L', 'swap label'] },
  { name: 'swap with pages of 64 KiB', size: 4 * MiB, make: ['mkswap', '-q', '-p', '65536', '-U', uuid] },
];

const test = suite('filesystems');

for (const { name, size, make, after = [], tableSince = 0 } of cases) {
  test(`${name}: every field as blkid prints it`, async () => {
    const lacks = missing('blkid', make[0]!);
    if (lacks !== undefined) return console.log(`skipped ${name}: ${lacks}`);
    const path = image(size);
    run([...make, path, ...after]);
    const expected = blkid(path);
    assert.ok(expected.TYPE, `blkid recognises ${name}`);
    if (blkidVersion < tableSince) delete expected.PTTYPE;
    assert.equal(await tagged(path), expected);
  });
}

test('ext4dev, by its test flag', async () => {
  const path = image(16 * MiB);
  run([...ext('ext4', '-O', '^metadata_csum', '-E', 'test_fs'), path]);
  assert.is(blkid(path).TYPE, 'ext4dev');
  assert.equal(await tagged(path), blkid(path));
});

test('swap that holds a hibernated system is swsuspend', async () => {
  const path = image(4 * MiB);
  run(['mkswap', '-q', '-U', uuid, path]);
  for (const magic of ['S1SUSPEND\0', 'S2SUSPEND\0', 'ULSUSPEND\0', 'LINHIB0001']) {
    const suspended = altered(path, [4096 - 10, magic]);
    assert.is(blkid(suspended).TYPE, 'swsuspend');
    assert.equal(await tagged(suspended), blkid(suspended));
  }
});

test('nilfs2 is found by its second superblock where the first is gone', async () => {
  const lacks = missing('mkfs.nilfs2');
  if (lacks !== undefined) return console.log(`skipped nilfs2: ${lacks}`);
  const path = image(136 * MiB);
  run(['mkfs.nilfs2', '-q', '-L', 'backup', path]);
  const damaged = altered(path, [1024, new Uint8Array(1024)]);
  assert.is(blkid(damaged).TYPE, 'nilfs2');
  assert.equal(await tagged(damaged), blkid(damaged));
});

test('hfsplus, taken out of a hybrid disc', async () => {
  const path = image(0);
  run(['xorriso', '-as', 'mkisofs', '-quiet', '-hfsplus', '-V', 'Macintosh HD', '-o', path, tree]);
  // The disc has an Apple partition of ten clusters for it, from 64 KiB on.
  const bare = image(readFileSync(path).subarray(0x10000, 0x15000));
  assert.is(blkid(bare).TYPE, 'hfsplus');
  assert.equal(await tagged(bare), blkid(bare));
});

test.run();
