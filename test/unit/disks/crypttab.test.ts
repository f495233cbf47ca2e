import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyPlace, readCrypttab } from '../../../src/disks/crypttab.ts';

const places = (text: string) => readCrypttab(text).map(keyPlace);

test('names, devices and options of a crypttab are read; comments and half lines are passed over', () => {
  const text = `# <target> <source> <key> <options>
vda3_crypt UUID=1234 none luks,discard

home\t/dev/disk/by-label/my\\040home  /etc/keys/home.key  luks,keyfile-offset=512
swap /dev/vda2 /dev/urandom swap
bare UUID=5
half
`;
  assert.equal(readCrypttab(text), [
    { name: 'vda3_crypt', device: 'UUID=1234', options: ['luks', 'discard'] },
    {
      name: 'home',
      device: '/dev/disk/by-label/my home',
      key: '/etc/keys/home.key',
      options: ['luks', 'keyfile-offset=512'],
    },
    { name: 'swap', device: '/dev/vda2', key: '/dev/urandom', options: ['swap'] },
    { name: 'bare', device: 'UUID=5', options: [] },
  ]);
});

test('a key file lies on the same volume, or on the one that systemd or Debian name', () => {
  assert.equal(places('a UUID=1 /etc/a.key luks,keyfile-offset=512,keyfile-size=64'), [
    { path: '/etc/a.key', offset: 512, size: 64 },
  ]);
  assert.equal(places('a UUID=1 /a.key:LABEL=KEYS luks'), [{ path: '/a.key', volume: 'LABEL=KEYS', offset: 0 }]);
  assert.equal(places('a UUID=1 /dev/disk/by-label/KEYS:/a.key luks,keyscript=/lib/cryptsetup/scripts/passdev'), [
    { path: '/a.key', volume: '/dev/disk/by-label/KEYS', offset: 0 },
  ]);
});

test('there is no key file where the key is typed, random, or made by a program', () => {
  const text = `a UUID=1 none luks
b UUID=1 - luks
c UUID=1
d UUID=1 /dev/urandom swap
e UUID=1 whatever luks,keyscript=decrypt_keyctl
`;
  assert.equal(places(text), [undefined, undefined, undefined, undefined, undefined]);
});

test('a file of any bytes is read in bounds', () => {
  assert.is(readCrypttab('a b\n'.repeat(5000)).length, 1000);
  assert.equal(readCrypttab('\0\xff \\ \n'.repeat(3)).length, 3);
});

test.run();
