import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { altered, blkid, image, probed, run } from './images.ts';

const MiB = 2 ** 20;
const test = suite('ambivalence');

test('two filesystems that exclude each other are both named, and neither is chosen', async () => {
  const path = image(16 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', path]);
  const both = altered(path, [4096 - 10, 'SWAPSPACE2'], [1024, '\x01\0\0\0\xff\0\0\0']);
  assert.equal(blkid(both), { ambivalent: 'true' });
  const result = await probed(both);
  assert.equal(result.ambivalent, ['swap', 'ext4']);
  assert.is(result.type, undefined);
});

test('encryption hides what is left of the filesystem before it', async () => {
  const path = image(16 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', path]);
  const header = Buffer.alloc(208);
  header.write('LUKS\xba\xbe\0\x01', 'latin1');
  header.write('0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0', 168);
  const both = altered(path, [0, header]);
  assert.is(blkid(both).TYPE, 'crypto_LUKS');
  assert.is((await probed(both)).type, 'crypto_LUKS');
});

test('of a floppy with two filesystems the first counts', async () => {
  const path = image(1440 * 1024);
  run(['mkfs.vfat', path]);
  const both = altered(path, [4096 - 10, 'SWAPSPACE2'], [1024, '\x01\0\0\0\xff\0\0\0']);
  assert.is(blkid(both).TYPE, 'vfat');
  assert.is((await probed(both)).type, 'vfat');
});

test.run();
