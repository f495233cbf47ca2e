// Where configurations lie, and where the names in them lead.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pxelinux, syslinux } from '../../../../src/dialects/syslinux/index.ts';
import { MemoryVolume } from '../../memory-volume.ts';
import { summary } from '../summary.ts';
import { PC, readSyslinux } from './read-syslinux.ts';

test('configurations are found in the order in which the loaders look', async () => {
  const names = ['/syslinux.cfg', '/boot/extlinux/extlinux.conf', '/isolinux/isolinux.cfg', '/EFI/BOOT/syslx64.cfg'];
  const volume = new MemoryVolume({}, Object.fromEntries([...names, '/etc/syslinux.cfg'].map((name) => [name, name])));
  assert.equal(await syslinux.find(volume), [
    '/isolinux/isolinux.cfg',
    '/boot/extlinux/extlinux.conf',
    '/syslinux.cfg',
    '/EFI/BOOT/syslx64.cfg',
  ]);
});

test('a configuration in capital letters is found, and one with the same text counts once', async () => {
  const volume = new MemoryVolume({}, { '/ISOLINUX/ISOLINUX.CFG': 'LABEL a', '/SYSLINUX.CFG': 'LABEL a' });
  assert.equal(await syslinux.find(volume), ['/ISOLINUX/ISOLINUX.CFG']);
});

test('names match in any case on FAT, and exactly on ext4', async () => {
  const files = { '/LIVE/VMLINUZ': 'kernel' };
  const path = async (type: string) =>
    (await readSyslinux('LABEL a\nLINUX /live/vmlinuz\n', files, { type })).entries[0]!;
  assert.is((await path('vfat')).kernel!.path, '/LIVE/VMLINUZ');
  assert.equal((await path('vfat')).diagnostics, []);
  assert.is((await path('ext4')).kernel!.path, '/live/vmlinuz');
  assert.is((await path('ext4')).diagnostics.length, 1);
});

test('names are taken from the directory of the configuration', async () => {
  const config = 'LABEL a\nLINUX ../x/./k\nINITRD dir/i,::/root\n';
  assert.equal(summary(await readSyslinux(config)), [
    'a: vda1:/boot/x/k + vda1:/boot/syslinux/dir/i + vda1:/root | initrd=dir/i,::/root',
  ]);
});

test('PXELINUX takes names from the directory above pxelinux.cfg, other servers and URLs', async () => {
  const config = `DEFAULT a
LABEL a
LINUX debian/linux
INITRD ::debian/initrd,10.0.2.3::other,http://server/dir/initrd
LABEL nbp
KERNEL grub.0
`;
  const volume = new MemoryVolume({ id: 'tftp' }, { '/pxelinux/pxelinux.cfg/default': config });
  const [path] = await pxelinux.find(volume);
  const reading = await pxelinux.read(path!, volume, [volume], PC);
  assert.equal(summary(reading), [
    '*a: tftp:/pxelinux/debian/linux + tftp:/debian/initrd + tftp://10.0.2.3:/other + http://server:/dir/initrd | ' +
      'initrd=::debian/initrd,10.0.2.3::other,http://server/dir/initrd',
    'nbp: nothing | ',
  ]);
  const { source, initrds } = reading!.entries[0]!;
  assert.is(source, 'pxelinux');
  assert.equal(
    initrds.map(({ url }) => url),
    [undefined, 'tftp://10.0.2.3/other', 'http://server/dir/initrd'],
  );
});

test.run();
