// What is said of RAID, and superblocks that are broken. Real ones are compared with mdadm's words in test/vm/stacks.test.ts.

import { fromBytes } from 'blkid-parse';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readMdSuperblock } from '../../../../src/disks/openers/md-superblock.ts';
import { dispensable, membersText, nameOf, namesOf, needsText } from '../../../../src/disks/openers/md-text.ts';

const MiB = 2 ** 20;

/** A member of an array in version 1.2: include/uapi/linux/raid/md_p.h. */
function member(features: number, number = 0, roles: readonly number[] = [0, 1]): Uint8Array {
  const bytes = Buffer.alloc(MiB);
  const superblock = bytes.subarray(4096);
  superblock.writeUInt32LE(0xa92b4efc, 0);
  superblock.writeUInt32LE(1, 4);
  superblock.writeUInt32LE(features, 8);
  superblock.write('mars:root', 32);
  superblock.writeInt32LE(5, 72);
  superblock.writeUInt32LE(3, 92);
  superblock.writeBigUInt64LE(8n, 144);
  superblock.writeUInt32LE(number, 160);
  superblock.writeUInt32LE(roles.length, 220);
  for (const [at, role] of roles.entries()) superblock.writeUInt16LE(role, 256 + 2 * at);
  return bytes;
}

const read = (bytes: Uint8Array) => readMdSuperblock(fromBytes(bytes));

test('a bitmap, a journal, a reshape and logs of parity are written to when the array starts; nothing else is', async () => {
  for (const feature of [0x1, 0x4, 0x200, 0x400, 0x800]) assert.is((await read(member(feature)))?.writes, true);
  // What a member has still to get, bad blocks, a replacement, the layout of RAID0.
  for (const feature of [0, 0x2, 0x8, 0x10, 0x1000]) assert.is((await read(member(feature)))?.writes, false);
});

test('a member has its place; a spare and one that has failed have none; places that have failed are not waited for', async () => {
  const roles = [0, 0xfffe, 2, 0xffff];
  assert.equal((await read(member(0, 2, roles)))?.place, 2);
  assert.equal((await read(member(0, 2, roles)))?.active, [0, 2]);
  for (const number of [1, 3, 4, 0xffffffff]) assert.is((await read(member(0, number, roles)))?.place, undefined);
  assert.equal((await read(member(0x200, 1, [0, 0xfffd, 1])))?.active, [0, 0xfffd, 1]);
});

test('any bytes behind the magic number give a result', async () => {
  for (let round = 0; round < 300; round++) {
    const bytes = member(0);
    for (let at = 4096 + 8; at < 8192; at++) if (at < 4096 + 144 || at >= 4096 + 152) bytes[at] = Math.random() * 256;
    const found = await read(bytes);
    assert.ok(found && found.active.length <= 1920);
  }
  for (const size of [0, 1, 4095, 4096, 0x10000, 0x10fff]) assert.is(await read(new Uint8Array(size)), undefined);
});

test('arrays and members are named as people name them', () => {
  const superblock = { level: 1, size: 2, place: 0, active: [0, 1], events: 1, clean: true, writes: false, uuid: '0' };
  assert.is(nameOf({ ...superblock, name: 'mars:root' }), 'RAID1 root');
  assert.is(nameOf({ ...superblock, name: 'root' }), 'RAID1 root');
  assert.is(nameOf({ ...superblock, level: -1 }), 'linear array');
  assert.is(nameOf({ ...superblock, minor: 0 }), 'RAID1 md0');
  assert.equal(namesOf({ ...superblock, name: 'mars:0' }), ['/dev/md/0', 'md/0', '/dev/md0', 'mduuid/0']);
  assert.equal(namesOf({ ...superblock, minor: 1 }), ['/dev/md1', '/dev/md/1', 'md/md1', 'mduuid/0']);
  assert.is(membersText([1]), 'member 1');
  assert.is(membersText([0, 2, 3]), 'members 0, 2 and 3');
  assert.is(membersText([1, 0xfffd]), 'member 1 and journal');
  assert.is(membersText([0xfffd]), 'journal');
});

test('an array is not tried when more members are missing than its level can do without', () => {
  for (const [level, without] of [
    [0, 0],
    [-1, 0],
    [1, 3],
    [4, 1],
    [5, 1],
    [6, 2],
    [10, 3],
  ] as const) {
    assert.is(dispensable(level, 4), without, `RAID${level}`);
  }
  assert.is(needsText(5, 3), 'RAID5 can do without 1 of 3 members at most');
  assert.is(needsText(0, 2), 'RAID0 needs all members');
});

test.run();
