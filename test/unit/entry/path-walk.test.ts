import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MemoryVolume } from '../memory-volume.ts';

const files = {
  '/boot/vmlinuz': 'kernel',
  '/relative': { link: 'boot/vmlinuz' },
  '/absolute': { link: '/boot/vmlinuz' },
  '/escape': { link: '../../../boot/vmlinuz' },
  '/boot/up': { link: '..' },
  '/a': { link: 'b' },
  '/b': { link: '/a' },
  '/dangling': { link: '/none' },
};
const volume = new MemoryVolume({}, files);
const read = async (path: string) => {
  const bytes = await volume.read(path);
  return bytes && Buffer.from(bytes).toString();
};

test('links are followed inside the root, and nothing leads out of it', async () => {
  for (const path of [
    '/boot/vmlinuz',
    '//boot/./vmlinuz',
    '/relative',
    '/absolute',
    '/escape',
    '/boot/up/relative',
    '/../../boot/vmlinuz',
  ])
    assert.is(await read(path), 'kernel', path);
});

test('links that go in circles or nowhere lead to nothing', async () => {
  for (const path of ['/a', '/b', '/dangling', '/none', '/boot/vmlinuz/x'])
    assert.is(await read(path), undefined, path);
});

test('a directory is no file and a file no directory', async () => {
  assert.is(await read('/boot'), undefined);
  assert.is(await volume.list('/boot/vmlinuz'), undefined);
  assert.equal(await volume.list('/boot'), ['up', 'vmlinuz']);
  assert.equal(await volume.stat('/boot/up'), { kind: 'directory', size: 0 });
  assert.equal(await volume.stat('/'), { kind: 'directory', size: 0 });
  assert.equal(await volume.stat('/relative'), { kind: 'file', size: 6 });
});

test.run();
