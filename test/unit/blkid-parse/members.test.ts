import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { altered, blkid, image, missing, partition, probed, run, tagged } from './images.ts';

const MiB = 2 ** 20;
const uuid = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

const test = suite('members');
const skipped = (name: string, why: string) => console.log(`skipped ${name}: ${why}`);

async function agrees(path: string, type: string): Promise<void> {
  const expected = blkid(path);
  assert.is(expected.TYPE, type);
  assert.equal(await tagged(path), expected);
}

const luks = ['cryptsetup', 'luksFormat', '--batch-mode', '--pbkdf-force-iterations', '1000', '--uuid', uuid];

test('LUKS1', async () => {
  const why = missing('cryptsetup');
  if (why !== undefined) return skipped('LUKS1', why);
  const path = image(16 * MiB);
  run([...luks, '--type', 'luks1', path, '-'], 'secret');
  await agrees(path, 'crypto_LUKS');
});

test('LUKS2 with label and subsystem, and by its second header where the first is gone', async () => {
  const why = missing('cryptsetup');
  if (why !== undefined) return skipped('LUKS2', why);
  const path = image(32 * MiB);
  run(
    [...luks, '--type', 'luks2', '--pbkdf', 'pbkdf2', '--label', 'vault', '--subsystem', 'test', path, '-'],
    'secret',
  );
  await agrees(path, 'crypto_LUKS');
  await agrees(altered(path, [0, new Uint8Array(4096)]), 'crypto_LUKS');
});

test('LUKS2 by a second header that lies far in', async () => {
  const why = missing('cryptsetup');
  if (why !== undefined) return skipped('LUKS2', why);
  const path = image(64 * MiB);
  run([...luks, '--type', 'luks2', '--pbkdf', 'pbkdf2', '--luks2-metadata-size', '512k', path, '-'], 'secret');
  await agrees(altered(path, [0, new Uint8Array(4096)]), 'crypto_LUKS');
});

test('the devices of a btrfs, with their numbers as btrfs-progs tells them', async () => {
  const why = missing('mkfs.btrfs', 'btrfs');
  if (why !== undefined) return skipped('btrfs', why);
  const paths = [image(128 * MiB), image(128 * MiB)];
  run(['mkfs.btrfs', '-q', '-U', uuid, ...paths]);
  for (const path of paths) {
    await agrees(path, 'btrfs');
    const told = run(['btrfs', 'inspect-internal', 'dump-super', path]);
    const number = (field: string) => Number(new RegExp(`^${field}\\s+(\\d+)$`, 'm').exec(told)?.[1]);
    const { deviceCount, deviceNumber } = await probed(path);
    assert.equal([deviceCount, deviceNumber], [number('num_devices'), number('dev_item.devid')]);
  }
});

test('a dm-verity hash tree', async () => {
  const why = missing('veritysetup');
  if (why !== undefined) return skipped('verity', why);
  const [data, hashes] = [image(MiB), image(MiB)];
  run(['veritysetup', 'format', '--uuid', uuid, data, hashes]);
  await agrees(hashes, 'DM_verity_hash');
});

test('an LVM2 physical volume', async () => {
  const why =
    process.getuid?.() === 0 ? missing('pvcreate', 'losetup') : 'pvcreate takes block devices only, which need root';
  if (why !== undefined) return skipped('LVM2', why);
  for (const [sector, version] of [
    ['1', 1],
    ['3', 3],
  ] as const) {
    const path = image(16 * MiB);
    const loop = run(['losetup', '--find', '--show', path]).trim();
    try {
      const config = `devices { dir="/dev" scan="/dev" use_devicesfile=0 filter=["a|^${loop}$|","r|.*|"] } global { locking_type=1 }`;
      const id = `0Wvfwz-Ww4W-H3PJ-lYfk-Jvfw-kbZ8-7wGpX${version}`;
      run(['pvcreate', '--yes', '--uuid', id, '--norestorefile', '--labelsector', sector, '--config', config, loop]);
    } finally {
      run(['losetup', '--detach', loop]);
    }
    await agrees(path, 'LVM2_member');
    assert.is((await probed(altered(path, [Number(sector) * 512 + 40, 'x']))).type, undefined, 'with a wrong checksum');
  }
});

test('bcache: a backing device and a cache', async () => {
  const why = missing('make-bcache');
  if (why !== undefined) return skipped('bcache', why);
  const [backing, cache] = [image(16 * MiB), image(64 * MiB)];
  run(['make-bcache', '-B', backing]);
  run(['make-bcache', '-C', cache]);
  await agrees(backing, 'bcache');
  await agrees(cache, 'bcache');
});

// mdadm needs the md driver to make an array, and then writes what include/uapi/linux/raid/md_p.h describes.
const mdUuid = Buffer.from(uuid.replaceAll('-', ''), 'hex');

function md1(at: number): Buffer {
  const superblock = Buffer.alloc(256);
  superblock.writeUInt32LE(0xa92b4efc, 0);
  superblock.writeUInt32LE(1, 4);
  mdUuid.copy(superblock, 16);
  superblock.write('host:root', 32);
  superblock.writeUInt32LE(1, 72);
  superblock.writeUInt32LE(2, 92);
  superblock.writeBigUInt64LE(BigInt(at / 512), 144);
  Buffer.from(uuid.replaceAll('-', ''), 'hex').reverse().copy(superblock, 168);
  return superblock;
}

test('md 1.0, 1.1 and 1.2, at the end, the beginning and 4 KiB', async () => {
  const size = 16 * MiB + 512 * 3;
  for (const at of [16 * MiB - 0x2000, 0, 0x1000])
    await agrees(altered(image(size), [at, md1(at)]), 'linux_raid_member');
});

function md0(bigEndian: boolean, kilobytes: number): Buffer {
  const superblock = Buffer.alloc(64);
  // Version 0.90.3 of a mirror of two disks.
  const words: [number, number][] = [
    [0, 0xa92b4efc],
    [8, 90],
    [12, 3],
    [28, 1],
    [32, kilobytes],
    [40, 2],
  ];
  words.push(...[20, 52, 56, 60].map((offset, index): [number, number] => [offset, mdUuid.readUInt32BE(index * 4)]));
  for (const [offset, word] of words)
    bigEndian ? superblock.writeUInt32BE(word, offset) : superblock.writeUInt32LE(word, offset);
  return superblock;
}

test('md 0.90 in either byte order', async () => {
  for (const bigEndian of [false, true]) {
    const path = altered(image(16 * MiB), [16 * MiB - 0x10000, md0(bigEndian, 16 * 1024 - 64)]);
    await agrees(path, 'linux_raid_member');
  }
});

test('a mirror shows neither the filesystem on it nor its partition table', async () => {
  const path = image(16 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', path, '15M']);
  await agrees(altered(path, [16 * MiB - 0x2000, md1(16 * MiB - 0x2000)]), 'linux_raid_member');
  const disk = image(16 * MiB);
  partition(disk, 'label: dos\nstart=2048, size=8192, type=83\n');
  const member = altered(disk, [16 * MiB - 0x2000, md1(16 * MiB - 0x2000)]);
  await agrees(member, 'linux_raid_member');
  assert.is((await probed(member)).partitions, undefined);
});

test('an md 0.90 superblock at the end of the last partition is the partition’s, not the disk’s', async () => {
  const disk = image(16 * MiB);
  partition(disk, 'label: dos\nstart=128, type=fd\n');
  const path = altered(disk, [16 * MiB - 0x10000, md0(false, 16 * 1024 - 64 - 64)]);
  assert.is(blkid(path).TYPE, undefined);
  assert.equal(await tagged(path), blkid(path));
});

// The firmware's own formats, which mdadm makes with the md driver alone; layouts from its super-intel.c and super-ddf.c.
test('an Intel RAID member', async () => {
  const path = altered(image(2 * MiB), [2 * MiB - 1024, 'Intel Raid ISM Cfg Sig. 1.3.00']);
  await agrees(path, 'isw_raid_member');
});

test('a DDF member, found by either anchor', async () => {
  const header = Buffer.alloc(512);
  header.writeUInt32BE(0xde11de11, 0);
  header.write('Linux-MD-0123456789abcdef01.02.00', 8, 'latin1');
  header.writeBigUInt64BE(1024n, 96);
  for (const sectors of [1, 257])
    await agrees(altered(image(2 * MiB), [1024 * 512, header], [2 * MiB - sectors * 512, header]), 'ddf_raid_member');
  assert.is(
    (await probed(altered(image(2 * MiB), [2 * MiB - 512, header]))).type,
    undefined,
    'without its first header',
  );
});

// Neither ZFS nor bcachefs has tools in Debian's main archive.
function zfsPair(name: string, type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil(name.length / 4) * 4, 0);
  padded.write(name);
  const head = Buffer.alloc(12);
  head.writeUInt32BE(12 + padded.length + 8 + value.length, 0);
  head.writeUInt32BE(name.length, 8);
  const kind = Buffer.alloc(8);
  kind.writeUInt32BE(type, 0);
  kind.writeUInt32BE(1, 4);
  return Buffer.concat([head, padded, kind, value]);
}

const big = (number: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(number);
  return bytes;
};

test('a ZFS pool member', async () => {
  const list = Buffer.concat([
    Buffer.from('010100000000000000000001', 'hex'),
    zfsPair('version', 8, big(5000n)),
    zfsPair('name', 9, Buffer.concat([Buffer.from([0, 0, 0, 5]), Buffer.from('rpool\0\0\0')])),
    zfsPair('pool_guid', 8, big(12345678901234567890n)),
    zfsPair('guid', 8, big(9876543210987654321n)),
    // vdev_tree is a list of its own, with the sector size in it and a guid that is not this device's.
    zfsPair(
      'vdev_tree',
      19,
      Buffer.concat([big(1n), zfsPair('guid', 8, big(1n)), zfsPair('ashift', 8, big(12n)), big(0n)]),
    ),
    Buffer.alloc(8),
  ]);
  const uberblock = Buffer.concat([big(0x00bab10cn).reverse(), big(5000n).reverse()]);
  const [label, end] = [0x40000, 64 * MiB];
  const changes = [0, label, end - 2 * label, end - label].flatMap((at): [number, Buffer][] => [
    [at + 0x4000, list],
    [at + 0x20000, uberblock],
  ]);
  await agrees(altered(image(64 * MiB), ...changes), 'zfs_member');
  assert.is(
    (await probed(altered(image(64 * MiB), ...changes.slice(0, 2)))).type,
    undefined,
    'with a single uberblock',
  );
});

test('BitLocker of Windows 7 and To Go is not FAT', async () => {
  for (const [begin, at] of [
    ['\xeb\x58\x90-FVE-FS-', 176],
    ['\xeb\x58\x90MSWIN4.1', 440],
  ] as const) {
    const boot = Buffer.alloc(512);
    boot.write(begin, 0, 'latin1');
    boot.writeUInt32LE(1234567, 67);
    boot.writeUInt32LE(0x8000, at);
    const metadata = Buffer.from('-FVE-FS-\x40\0\x02\0', 'latin1');
    await agrees(altered(image(16 * MiB), [0, boot], [510, '\x55\xaa'], [0x8000, metadata]), 'BitLocker');
  }
});

test('bcachefs, which blkid knows from 2.39 on', async () => {
  const superblock = Buffer.alloc(752 + 8 + 2 * 56);
  superblock.writeUInt16LE((1 << 10) | 7, 16);
  Buffer.from('c68573f666ce90a9d96a60cf803df7ef', 'hex').copy(superblock, 24);
  superblock.fill(1, 40, 56);
  mdUuid.copy(superblock, 56);
  superblock.write('copygc', 72);
  superblock.writeBigUInt64LE(8n, 104);
  superblock.writeUInt16LE(8, 120);
  // The second of two devices.
  superblock.set([1, 2], 122);
  superblock.writeUInt32LE(15, 124);
  superblock[256 + 2] = 7;
  superblock.writeUInt32LE(15, 752);
  superblock.writeUInt32LE(1, 756);
  superblock.fill(0xcc, 760 + 56, 760 + 56 + 16);
  assert.equal(await tagged(altered(image(16 * MiB), [4096, superblock])), {
    UUID: uuid,
    UUID_SUB: 'cccccccc-cccc-cccc-cccc-cccccccccccc',
    LABEL: 'copygc',
    VERSION: '1.7',
    BLOCK_SIZE: '4096',
    TYPE: 'bcachefs',
    USAGE: 'filesystem',
  });
});

test.run();
