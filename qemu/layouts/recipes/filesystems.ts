// Filesystems on bare disks: dirty, of several disks, with a twin, and of other systems.

import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../build/command.ts';
import { ensureTools } from '../../../build/tools.ts';
import { filesystem, formatted, insert, partitions } from '../disk-makers.ts';
import { writeFiles } from '../files.ts';
import { payloadFiles } from '../payload.ts';
import { type DiskMaker, type Recipe, uuidOf } from '../recipe.ts';
import { suspended } from '../suspended.ts';

const timeout = 60_000;
const mebibyte = 2 ** 20;

/** A filesystem whose grub.cfg is in its journal alone when the machine is cut off. */
const dirty = (name: string, type: string, disk: DiskMaker, options = 'rw'): Recipe => ({
  name,
  disks: [disk],
  payload: 'tar',
  script: `put_last_in_journal "$1" "$PWD" -t ${type} -o ${options}`,
  cutOff: true,
});

/** mkfs.btrfs makes all the devices of a filesystem at once: this one and those before it. */
const btrfsRaid1 =
  (uuid: string): DiskMaker =>
  async (path, before) => {
    await ensureTools(['mkfs.btrfs']);
    await truncate(path, 128 * mebibyte);
    await run('mkfs.btrfs', ['-q', '-U', uuid, '-d', 'raid1', '-m', 'raid1', ...before, path], { timeout });
  };

/** Files on a FAT filesystem. */
const fat =
  (name: string): DiskMaker =>
  async (path) => {
    await formatted(64, 'mkfs.vfat', '-i', uuidOf(name).slice(0, 8))(path, []);
    await ensureTools(['mcopy']);
    using tree = await writeFiles(await payloadFiles(name));
    await run('mcopy', ['-s', '-i', path, join(tree.path, 'boot'), '::'], { timeout });
  };

/** A grub.cfg at the root of an NTFS filesystem, where GRUB looks too; ntfscp makes no directories. */
const ntfs =
  (name: string): DiskMaker =>
  async (path) => {
    await ensureTools(['ntfscp']);
    await formatted(64, 'mkntfs', '--quiet', '--fast', '--force')(path, []);
    using tree = await writeFiles(await payloadFiles(name, '/grub.cfg'));
    await run('ntfscp', ['--force', '--quiet', path, join(tree.path, 'grub.cfg'), 'grub.cfg'], { timeout });
  };

/** The same filesystem as one of another layout, but with an entry of this name. */
const twin =
  (name: string, uuid: string): DiskMaker =>
  async (path) =>
    filesystem({ files: await payloadFiles(name), uuid, mebibytes: 8 })(path, []);

/** A disc image with a loopback.cfg, as live systems have it, as a file on an ext4 filesystem. */
const isoFile =
  (name: string): DiskMaker =>
  async (path) => {
    await ensureTools(['xorriso']);
    using tree = await writeFiles(await payloadFiles(name, '/boot/grub/loopback.cfg'));
    using place = await writeFiles({});
    const iso = join(place.path, 'live.iso');
    await run('xorriso', ['-as', 'mkisofs', '-quiet', '-R', '-V', 'LIVE', '-o', iso, tree.path], { timeout });
    const files = { '/boot-isos/live.iso': await readFile(iso) };
    await filesystem({ files, uuid: uuidOf(`${name} filesystem`), mebibytes: 16 })(path, []);
  };

/** A system that sleeps on its disk: its root, and beside it a swap partition with what it had in memory. */
const hibernated =
  (name: string): DiskMaker =>
  async (path) => {
    await partitions(name, 32, ['start=1MiB, size=8MiB', 'size=16MiB, type=swap'])(path, []);
    const root = filesystem({
      files: await payloadFiles(name),
      uuid: uuidOf(`${name} filesystem`),
      mebibytes: 8,
      offset: 1,
    });
    await root(path, []);
    await insert(path, await suspended(16, uuidOf(`${name} swap`)), 9);
  };

const xfsUuid = uuidOf('dirty-xfs filesystem');
const btrfsUuid = uuidOf('dirty-btrfs filesystem');

export const filesystemRecipes: readonly Recipe[] = [
  dirty('dirty-ext4', 'ext4', formatted(64, 'mke2fs', '-q', '-t', 'ext4', '-U', uuidOf('dirty-ext4 filesystem'))),
  // mkfs.xfs makes none that is smaller.
  dirty('dirty-xfs', 'xfs', formatted(320, 'mkfs.xfs', '-q', '-m', `uuid=${xfsUuid}`)),
  dirty('dirty-btrfs', 'btrfs', formatted(128, 'mkfs.btrfs', '-q', '-U', btrfsUuid), 'commit=300'),
  {
    ...dirty('dirty-f2fs', 'f2fs', formatted(64, 'mkfs.f2fs', '-q')),
    // A first checkpoint, since the one of an unmount tells the driver that there is nothing to recover on a disk which
    // it may not write to. What sync does to other disks is no matter: there are none with this kernel.
    script: `mount -t f2fs "$1" "$PWD"; tar -x -f "$payload" -C "$PWD"; mv "$PWD/boot/grub/grub.cfg" /tmp; sync
dd if=/tmp/grub.cfg of="$PWD/boot/grub/grub.cfg" conv=fsync 2>/dev/null`,
    kernel: 'generic',
  },
  {
    name: 'btrfs-raid1',
    disks: [128, btrfsRaid1(uuidOf('btrfs-raid1 filesystem'))],
    payload: 'tar',
    script: `mount -t btrfs -o "device=$1,device=$2" "$1" "$PWD"; tar -x -f "$payload" -C "$PWD"; umount "$PWD"`,
  },
  { name: 'hibernated', disks: [hibernated('hibernated')] },
  { name: 'fat', disks: [fat('fat')] },
  { name: 'ntfs', disks: [ntfs('ntfs')] },
  {
    name: 'same-uuid',
    disks: ['same-uuid', 'same-uuid, the copy'].map((name) => twin(name, uuidOf('same-uuid filesystem'))),
  },
  {
    // As many files as a mail server has in one directory, called like kernels.
    name: 'crowded',
    disks: [formatted(64, 'mke2fs', '-q', '-t', 'ext4', '-I', '128', '-N', '100100')],
    payload: 'tar',
    script: `mount -t ext4 "$1" "$PWD"; tar -x -f "$payload" -C "$PWD"
(cd "$PWD/boot" && seq 100000 | sed 's/^/vmlinuz-/' | xargs touch); umount "$PWD"`,
  },
  { name: 'iso-file', disks: [isoFile('iso-file')] },
];
