import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RememberingVolume } from '../../../src/dialects/remembering-volume.ts';
import { MemoryVolume } from '../memory-volume.ts';

/** Writes down what it is asked. */
class Watched extends MemoryVolume {
  readonly asked: string[] = [];

  override stat(path: string) {
    this.asked.push(`stat ${path}`);
    return super.stat(path);
  }

  override list(path: string) {
    this.asked.push(`list ${path}`);
    return super.list(path);
  }
}

const FILES = { '/boot/grub/grub.cfg': '', '/boot/vmlinuz': 'k', '/etc/fstab': '', '/dir': { link: '/boot' } };

test('answers are those of the volume', async () => {
  const plain = new MemoryVolume({}, FILES);
  const own = new RememberingVolume(plain);
  const paths = ['/', '/boot', '/boot/', '/boot/vmlinuz', '/boot/none', '/none', '/none/file', '/boot/grub/grub.cfg'];
  paths.push(
    '/dir/vmlinuz',
    '/none/../boot/vmlinuz',
    '/boot/grub/none',
    '/boot/none/file',
    '/boot/vmlinuz/file',
    '/dir/grub',
  );
  for (const path of paths) {
    assert.equal(await own.stat(path), await plain.stat(path), path);
    assert.equal(await own.list(path), await plain.list(path), path);
  }
});

test('what is not there is told from the names near the root', async () => {
  const volume = new Watched({}, FILES);
  const own = new RememberingVolume(volume);
  for (const path of ['/grub/grub.cfg', '/EFI/x/y', '/boot/kboot.conf', '/boot/none/deep/file', '/kboot.conf'])
    assert.is(await own.stat(path), undefined);
  assert.equal(volume.asked, ['list /', 'list /boot']);
});

test('nothing is asked twice', async () => {
  const volume = new Watched({}, FILES);
  const own = new RememberingVolume(volume);
  for (let round = 0; round < 3; round += 1) {
    await own.stat('/boot/grub/grub.cfg');
    await own.list('/boot/grub');
  }
  assert.is(new Set(volume.asked).size, volume.asked.length);
});

test('large directories further down are not read to find one name', async () => {
  const volume = new Watched({}, { '/nix/store/abc/bzImage': 'k' });
  assert.is((await new RememberingVolume(volume).stat('/nix/store/abc/bzImage'))?.kind, 'file');
  assert.not.ok(volume.asked.includes('list /nix/store'));
});

test('names differ in case where the file system says so', async () => {
  class Fat extends MemoryVolume {
    override async stat() {
      return { kind: 'file', size: 1 } as const;
    }
  }
  assert.is((await new RememberingVolume(new Fat({}, { '/CONFIG.TXT': 'x' })).stat('/config.txt'))?.kind, 'file');
});

test('a question that failed is asked again', async () => {
  let failures = 1;
  class Flaky extends MemoryVolume {
    override async list(path: string) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('EIO');
      }
      return super.list(path);
    }
  }
  const own = new RememberingVolume(new Flaky({}, FILES));
  const first = await own.stat('/boot/vmlinuz').catch((error: Error) => error.message);
  assert.is(first, 'EIO');
  assert.is((await own.stat('/boot/vmlinuz'))?.kind, 'file');
});

test.run();
