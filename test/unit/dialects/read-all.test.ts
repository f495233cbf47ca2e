import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { places } from '../../../src/dialects/index.ts';
import { readAll } from '../../../src/dialects/read-all.ts';
import { MemoryVolume } from '../memory-volume.ts';

const esp = new MemoryVolume(
  { id: 'vda1', device: '/dev/vda1' },
  { '/EFI/debian/grub.cfg': 'search.fs_uuid 2222 root\nset prefix=($root)/boot/grub\nconfigfile $prefix/grub.cfg\n' },
);
const root = new MemoryVolume(
  { id: 'vda2', device: '/dev/vda2', uuid: '2222' },
  { '/boot/grub/grub.cfg': 'menuentry a { linux /k; }\n', '/k': 'kernel' },
);

test('a configuration and the stub that leads to it are one', async () => {
  const readings = await readAll([esp, root]);
  assert.equal(
    readings.map(({ volume, config, entries }) => [volume, config, entries.length]),
    [['vda2', '/boot/grub/grub.cfg', 1]],
  );
});

test('a volume that appears later makes an entry complete', async () => {
  const alone = await readAll([esp]);
  assert.equal([alone.length, alone[0]!.entries.length], [1, 0]);
  assert.is((await readAll([esp, root]))[0]!.entries.length, 1);
});

test('the same text on two disks is two menus', async () => {
  const config = { '/boot/grub/grub.cfg': 'menuentry a { linux /k; }\n' };
  const disks = ['vda1', 'vdb1'].map((id) => new MemoryVolume({ id, device: `/dev/${id}` }, config));
  assert.equal(
    (await readAll(disks)).map(({ volume }) => volume),
    ['vda1', 'vdb1'],
  );
});

test('a medium that fails is told, and costs no other volume its entries', async () => {
  class Failing extends MemoryVolume {
    override async list(): Promise<never> {
      throw new Error('EIO: i/o error');
    }
  }
  const readings = await readAll([new Failing({ id: 'bad' }, {}), root]);
  assert.match(readings[0]!.diagnostics[0]!.message, 'bad could not be read: EIO');
  assert.is(readings[1]!.entries.length, 1);
});

test('volumes without a configuration have no reading', async () => {
  assert.equal(await readAll([new MemoryVolume({}, { '/etc/fstab': '' })]), []);
});

test('the places that are looked at can be told', () => {
  assert.ok(places.includes('/boot/grub/grub.cfg'));
});

test.run();
