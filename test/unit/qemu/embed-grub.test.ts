import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { embedGrub } from '../../../qemu/debian/embed-grub.ts';

const boot = Buffer.alloc(512, 0xaa);
const core = Buffer.alloc(1000, 0xbb);

test('the first stage names the sector of the second, and leaves the partition table alone', () => {
  const [first] = embedGrub(boot, core, 2048, 2048);
  assert.is(first!.offset, 0);
  assert.is(Buffer.from(first!.bytes).readBigUInt64LE(0x5c), 2048n);
  assert.is(first!.bytes.length, 440);
});

test('the second stage names the sector that it goes on in', () => {
  const [, second] = embedGrub(boot, core, 2048, 2048);
  assert.is(second!.offset, 2048 * 512);
  assert.is(Buffer.from(second!.bytes).readBigUInt64LE(500), 2049n);
  assert.is(second!.bytes.length, core.length);
});

test('a second stage that is larger than its partition is refused', () => {
  assert.throws(() => embedGrub(boot, core, 2048, 1), /1000 bytes and does not fit into 1 sectors/);
});

test.run();
