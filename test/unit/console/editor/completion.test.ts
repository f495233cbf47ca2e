// What Tab makes of a path that has been begun.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { complete } from '../../../../src/console/editor/completion.ts';
import { names } from '../../../../src/entry/names.ts';
import { MemoryVolume } from '../../memory-volume.ts';

const boot = new MemoryVolume(
  { id: 'vda1', device: '/dev/vda1', uuid: '1111-AAAA', label: 'BOOT' },
  { '/vmlinuz-6.1': '', '/vmlinuz-6.2': '', '/initrd-6.1': '', '/grub/grub.cfg': '', '/.hidden': '' },
);
const root = new MemoryVolume({ id: 'vda2', device: '/dev/vda2', uuid: '2222' }, { '/boot/x': '', '/home/y': '' });
const volumes = [boot, root];
const find = (name: string) =>
  volumes.find(({ identity }) => identity.id === name || names(name.replace(/[()]/g, ''), identity));
const tab = (text: string) => complete(text, volumes, find);

test('nothing yet: the volumes', async () => {
  assert.equal(await tab(''), { text: '/dev/vda', choices: ['/dev/vda1:/', '/dev/vda2:/'] });
});

test('the beginning of a name of one volume', async () => {
  assert.equal(await tab('UUID=1'), { text: 'UUID=1111-AAAA:/', choices: [] });
  assert.equal(await tab('LAB'), { text: 'LABEL=BOOT:/', choices: [] });
  assert.equal(await tab('vda2'), { text: 'vda2:/', choices: [] });
});

test('a file, a directory, and what is there when it is not yet certain', async () => {
  assert.equal(await tab('vda1:/in'), { text: 'vda1:/initrd-6.1', choices: [] });
  assert.equal(await tab('/dev/vda1:/g'), { text: '/dev/vda1:/grub/', choices: [] });
  assert.equal(await tab('(vda1)/grub/g'), { text: '(vda1)/grub/grub.cfg', choices: [] });
  assert.equal(await tab('UUID=1111-AAAA:/v'), {
    text: 'UUID=1111-AAAA:/vmlinuz-6.',
    choices: ['vmlinuz-6.1', 'vmlinuz-6.2'],
  });
  assert.equal((await tab('vda1:/')).choices, ['grub/', 'initrd-6.1', 'vmlinuz-6.1', 'vmlinuz-6.2']);
});

test('a hidden file is offered to who asks for it', async () => {
  assert.equal(await tab('vda1:/.'), { text: 'vda1:/.hidden', choices: [] });
});

test('a path without a volume is looked for on all of them', async () => {
  assert.equal(await tab('/bo'), { text: '/boot/', choices: [] });
  assert.equal(await tab('/initrd'), { text: '/initrd-6.1', choices: [] });
});

test('what is nowhere stays as it is', async () => {
  for (const text of ['vda9:/x', 'vda1:/zzz', 'vda1:/grub/grub.cfg/', 'nonsense', 'http://host/v'])
    assert.equal(await tab(text), { text, choices: [] });
});

test('a volume that cannot be read offers nothing', async () => {
  const broken = new MemoryVolume({ id: 'vdb' }, {});
  broken.list = () => Promise.reject(new Error('EIO'));
  assert.equal(await complete('vdb:/x', [broken], () => broken), { text: 'vdb:/x', choices: [] });
});

test.run();
