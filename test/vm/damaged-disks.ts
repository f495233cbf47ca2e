// Disks that are broken in one way each: made by the real tools, and then damaged.

import { open, readFile, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../build/command.ts';
import { ensureTools } from '../../build/tools.ts';
import { filesystem, formatted } from '../../qemu/layouts/disk-makers.ts';
import { type Files, writeFiles } from '../../qemu/layouts/files.ts';
import { payloadFiles } from '../../qemu/layouts/payload.ts';
import { type DiskMaker, uuidOf } from '../../qemu/layouts/recipe.ts';

const timeout = 120_000;

/** An ext4 filesystem of 8 MiB with one entry, of this title. */
export const bootable =
  (title: string): DiskMaker =>
  async (path) =>
    filesystem({ files: await payloadFiles(title), uuid: uuidOf(`${title} filesystem`), mebibytes: 8 })(path, []);

/** What `maker` makes, with `bytes` written over it at each of the offsets. */
export const damaged =
  (maker: DiskMaker, bytes: Uint8Array, ...offsets: readonly number[]): DiskMaker =>
  async (path) => {
    await maker(path, []);
    await using file = await open(path, 'r+');
    for (const offset of offsets) await file.write(bytes, 0, bytes.length, offset);
  };

/** The same as the image `disk`. */
export const copyOf =
  (disk: string): DiskMaker =>
  async (path) =>
    void (await run('cp', ['--sparse=always', '--no-preserve=mode', disk, path], { timeout }));

export const garbage = (length: number) => Buffer.alloc(length, 'damaged.');

const luks: DiskMaker = async (path) => {
  await ensureTools(['cryptsetup']);
  await truncate(path, 32 * 2 ** 20);
  const options = '--batch-mode --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file -';
  await run('sh', ['-c', `printf baton | cryptsetup luksFormat ${options} "$0"`, path], { timeout });
};

const ext4 = ['mke2fs', '-q', '-t', 'ext4', '-O', '^metadata_csum,^resize_inode'] as const;

/** Superblocks that have the right magic number and are wrong otherwise, by the kind. */
export const corrupt: Readonly<Record<string, DiskMaker>> = {
  // s_blocks_per_group; there is no checksum that would tell.
  ext4: damaged(formatted(8, ...ext4), Buffer.alloc(4), 1024 + 0x20),
  // sb_fname, the label, which its checksum covers.
  xfs: damaged(formatted(320, 'mkfs.xfs', '-q'), garbage(12), 0x6c),
  // The same.
  btrfs: damaged(formatted(128, 'mkfs.btrfs', '-q'), garbage(12), 0x10000 + 0x12b),
  // The JSON behind the two binary headers.
  luks: damaged(luks, garbage(4096), 4096, 0x4000 + 4096),
};

/** The FAT filesystem `disk` with its tables of clusters overwritten, from the root's first entry on. */
export const withoutClusters =
  (disk: string): DiskMaker =>
  async (path) => {
    const head = await readFile(disk);
    const [reserved, tables, sectors] = [head.readUInt16LE(14), head.readUInt8(16), head.readUInt16LE(22)];
    const offsets = Array.from({ length: tables }, (_, at) => (reserved + at * sectors) * 512 + 4);
    await damaged(copyOf(disk), garbage(4096), ...offsets)(path, []);
  };

/** A feature that the kernel does not know, as a filesystem made by a later one may have. */
export const unknownFeature: DiskMaker = async (path) => {
  await bootable('unknown feature')(path, []);
  await ensureTools(['debugfs']);
  await run('debugfs', ['-w', '-R', 'feature FEATURE_I30', path], { timeout });
};

/** An ext4 filesystem with files, and with links: the target of each by its path. */
export const linked =
  (files: Files, links: Readonly<Record<string, string>>): DiskMaker =>
  async (path) => {
    await ensureTools(['mke2fs']);
    using tree = await writeFiles(files);
    for (const [name, target] of Object.entries(links)) await symlink(target, join(tree.path, name));
    await run('mke2fs', ['-q', '-t', 'ext4', '-d', tree.path, path, '8m'], { timeout });
  };
