// What members of something larger say of the whole, beside what the real tools say.

import { readFileSync } from 'node:fs';
import { fromBytes, fromFile } from 'blkid-parse';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDetails } from '../../../../src/commands/probe/details/index.ts';
import { detailsText } from '../../../../src/commands/probe/details/text.ts';
import type { Details } from '../../../../src/commands/probe/row.ts';
import { altered, image, missing, probed, run } from '../../blkid-parse/images.ts';

const MiB = 2 ** 20;

async function details(path: string): Promise<Details | undefined> {
  const source = await fromFile(path);
  try {
    return await readDetails((await probed(path)).type, source);
  } finally {
    await source.close();
  }
}

const luksFormat = [
  'cryptsetup',
  'luksFormat',
  '--batch-mode',
  '--pbkdf-force-iterations',
  '1000',
  '--pbkdf',
  'pbkdf2',
];

test('LUKS1 and LUKS2: the cipher and how many key slots are in use, as cryptsetup has made them', async () => {
  const why = missing('cryptsetup');
  if (why !== undefined) return console.log(`skipped: ${why}`);
  for (const [type, cipher] of [
    ['luks1', 'aes-cbc-essiv:sha256'],
    ['luks2', 'aes-xts-plain64'],
  ] as const) {
    const path = image(32 * MiB);
    run([...luksFormat, '--type', type, '--cipher', cipher, path, '-'], 'one');
    const add = `printf one >"${path}.key" && printf two | cryptsetup luksAddKey --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file "${path}.key" "${path}" -`;
    run(['sh', '-c', add]);
    assert.equal(await details(path), { cipher, keyslots: 2, tokens: [] }, type);
  }
});

test('LUKS2: the types of its tokens; without its first header there is nothing to tell', async () => {
  const why = missing('cryptsetup');
  if (why !== undefined) return console.log(`skipped: ${why}`);
  const path = image(32 * MiB);
  run([...luksFormat, '--type', 'luks2', path, '-'], 'one');
  run(['cryptsetup', 'token', 'import', path], '{"type":"clevis","keyslots":["0"]}');
  const found = await details(path);
  assert.equal(found?.tokens, ['clevis']);
  assert.is(detailsText('crypto_LUKS', found!), 'cipher aes-xts-plain64, key slots in use: 1, tokens: clevis');
  assert.is(await details(altered(path, [0, new Uint8Array(4096)])), undefined);
});

test('an LVM physical volume: its group and the logical volumes that lvm itself lists', async () => {
  const why = process.getuid?.() === 0 ? missing('lvm', 'losetup') : 'lvm takes block devices only, which need root';
  if (why !== undefined) return console.log(`skipped: ${why}`);
  const path = image(64 * MiB);
  const loop = run(['losetup', '--find', '--show', path]).trim();
  try {
    const config = `devices { dir="/dev" scan="/dev" use_devicesfile=0 filter=["a|^${loop}$|","r|.*|"] } global { locking_type=1 } activation { udev_sync=0 udev_rules=0 } backup { backup=0 archive=0 }`;
    const lvm = (...args: string[]) => run(['lvm', ...args, '--config', config]);
    lvm('pvcreate', '--yes', '--metadatasize', '60k', '--dataalignment', '64k', loop);
    assert.is(await details(path), undefined, 'before it is in a group');
    lvm('vgcreate', 'some+group.0', loop);
    // The host need not have device-mapper.
    const create = ['lvcreate', '--driverloaded', 'n', '--activate', 'n', '--zero', 'n', '--wipesignatures', 'n'];
    for (const name of ['root', 'swap_1']) lvm(...create, '--extents', '2', '--name', name, 'some+group.0');
    // Each change is written behind the one before, in a ring that ends and begins again in the middle of some of them.
    for (let turn = 0; turn < 40; turn++) {
      lvm('lvchange', '--driverloaded', 'n', '--addtag', `${turn}`.padEnd(200, 'x'), 'some+group.0/root');
      assert.equal((await details(path))?.lvs, ['root', 'swap_1'], `after ${turn} changes`);
    }
    const names = lvm('lvs', '--driverloaded', 'n', '--noheadings', '--options', 'lv_name').trim().split(/\s+/);
    assert.equal(names, ['root', 'swap_1']);
  } finally {
    run(['losetup', '--detach', loop]);
  }
  const found = await details(path);
  assert.equal(found, { vg: 'some+group.0', lvs: ['root', 'swap_1'], pvs: 1 });
  assert.match(detailsText('LVM2_member', found!)!, 'the group some+group.0; logical volumes: root, swap_1');
});

/** A version 1.2 superblock as mdadm writes it: include/uapi/linux/raid/md_p.h. The host need not have the md driver. */
function md(role: number): Buffer {
  const superblock = Buffer.alloc(512);
  superblock.writeUInt32LE(0xa92b4efc, 0);
  superblock.writeUInt32LE(1, 4);
  // A journal counts only where the array says that it has one.
  superblock.writeUInt32LE(role === 0xfffd ? 0x200 : 0, 8);
  superblock.write('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 16, 'hex');
  superblock.write('host:data', 32);
  superblock.writeInt32LE(5, 72);
  superblock.writeUInt32LE(3, 92);
  superblock.writeBigUInt64LE(8n, 144);
  superblock.writeUInt32LE(1, 160);
  superblock.writeUInt32LE(4, 220);
  superblock.fill(0xff, 256, 256 + 8);
  superblock.writeUInt16LE(role, 258);
  let sum = 0;
  for (let at = 0; at < 256 + 8; at += 4) if (at !== 216) sum += superblock.readUInt32LE(at);
  superblock.writeUInt32LE((Math.floor(sum / 2 ** 32) + (sum % 2 ** 32)) >>> 0, 216);
  return superblock;
}

test('a RAID member: level, devices, name and role, as mdadm --examine has them', async () => {
  for (const [role, expected, said] of [
    [2, 2, 'Active device 2'],
    [0xffff, null, 'spare'],
    [0xfffe, null, 'spare'],
    [0xfffd, 'journal', 'Journal'],
  ] as const) {
    const path = altered(image(16 * MiB), [4096, md(role)]);
    assert.equal(await details(path), { level: 'raid5', devices: 3, name: 'host:data', role: expected });
    const why = missing('mdadm');
    if (why !== undefined) return console.log(`compared with nothing: ${why}`);
    const examined = run(['mdadm', '--examine', path]);
    const field = (name: string) => new RegExp(`^ *${name} : (.*?)\\s*$`, 'm').exec(examined)?.[1];
    assert.equal([field('Raid Level'), field('Raid Devices'), field('Name')], ['raid5', '3', 'host:data']);
    assert.is(field('Device Role'), said);
  }
});

test('a RAID member of version 0.90', async () => {
  const superblock = Buffer.alloc(4096);
  const words: readonly (readonly [number, number])[] = [
    ...([
      [0, 0xa92b4efc],
      [2, 90],
      [3, 3],
      [7, 1],
      [8, 16 * 1024 - 64],
      [9, 2],
      [10, 2],
    ] as const),
    // This member: its number, major, minor, place in the array, state.
    ...([
      [992, 1],
      [995, 1],
      [996, 6],
    ] as const),
  ];
  for (const [word, value] of words) superblock.writeUInt32LE(value, word * 4);
  const path = altered(image(16 * MiB), [16 * MiB - 0x10000, superblock]);
  assert.equal(await details(path), { level: 'raid1', devices: 2, name: null, role: 1 });
  superblock.writeInt32LE(-1, 7 * 4);
  superblock.writeUInt32LE(0, 996 * 4);
  const spare = altered(path, [16 * MiB - 0x10000, superblock]);
  assert.equal(await details(spare), { level: 'linear', devices: 2, name: null, role: null });
});

test('any bytes give a result', async () => {
  const why = missing('cryptsetup');
  if (why !== undefined) return console.log(`skipped: ${why}`);
  const path = image(16 * MiB);
  run([...luksFormat, '--type', 'luks2', path, '-'], 'one');
  const luks = readFileSync(path).subarray(0, 64 * 1024);
  const raid = Buffer.concat([Buffer.alloc(4096), md(1)]);
  const pv = Buffer.alloc(8192);
  pv.write('LABELONE', 512);
  pv.writeUInt32LE(32, 512 + 20);
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  for (const [type, good] of [
    ['crypto_LUKS', luks],
    ['linux_raid_member', raid],
    ['LVM2_member', pv],
  ] as const)
    for (let turn = 0; turn < 300; turn++) {
      const bytes = Buffer.from(good);
      for (let change = 0; change < 5; change++) bytes[random(bytes.length)] = random(256);
      await readDetails(type, fromBytes(bytes.subarray(0, random(bytes.length + 1))));
    }
});

test.run();
