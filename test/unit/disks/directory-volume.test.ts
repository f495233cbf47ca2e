import { execFileSync } from 'node:child_process';
import { fstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DirectoryVolume } from '../../../src/disks/directory-volume.ts';

const scratch = mkdtempSync(join(tmpdir(), 'baton-directory-volume-'));
const root = join(scratch, 'root');
mkdirSync(join(root, 'boot/efi'), { recursive: true });
writeFileSync(join(scratch, 'outside'), 'secret');
writeFileSync(join(root, 'boot/vmlinuz'), 'kernel');
writeFileSync(join(root, 'boot/efi/hidden'), 'x');
writeFileSync(join(root, 'outside'), 'inside');
symlinkSync('/boot/vmlinuz', join(root, 'absolute'));
symlinkSync('../outside', join(root, 'escape'));
symlinkSync('loop', join(root, 'loop'));
symlinkSync('/boot', join(root, 'directory'));
execFileSync('mkfifo', [join(root, 'fifo')]);
test.after(() => rmSync(scratch, { recursive: true }));

const volume = new DirectoryVolume(`${root}/`, { id: 'vda1' }, ['/boot/efi']);
const read = async (path: string, limit?: number) => {
  const bytes = await volume.read(path, limit);
  return bytes && Buffer.from(bytes).toString();
};

test('files are read, as far as the limit says', async () => {
  assert.is(await read('/boot/vmlinuz'), 'kernel');
  assert.is(await read('/boot/vmlinuz', 3), 'ker');
});

test('links stay inside the directory', async () => {
  assert.is(await read('/absolute'), 'kernel');
  assert.is(await read('/directory/vmlinuz'), 'kernel');
  assert.is(await read('/escape'), 'inside');
  assert.is(await read('/../outside'), 'inside');
});

test('what is not there, or no file, is undefined and hangs nobody', async () => {
  for (const path of ['/none', '/loop', '/boot', '/boot/vmlinuz/x', '/fifo', `/${'x'.repeat(300)}`, '/a\0b']) {
    assert.is(await read(path), undefined, path);
    assert.is(await volume.open(path), undefined, path);
  }
  assert.is(await volume.list('/none'), undefined);
  assert.is(await volume.stat('/none'), undefined);
});

test('directories are listed in order, and what is mounted in them is not seen', async () => {
  assert.equal(await volume.list('/'), ['absolute', 'boot', 'directory', 'escape', 'fifo', 'loop', 'outside']);
  assert.is(await volume.list('/boot/efi'), undefined);
  assert.is(await read('/boot/efi/hidden'), undefined);
});

async function kindAndSize(path: string) {
  const stat = await volume.stat(path);
  return stat && [stat.kind, stat.size];
}

test('stat tells kind and size, and when the file was changed', async () => {
  assert.equal(await kindAndSize('/absolute'), ['file', 6]);
  assert.equal(await kindAndSize('/directory'), ['directory', 0]);
  assert.equal(await kindAndSize('/fifo'), ['other', 0]);
  assert.ok(Math.abs((await volume.stat('/absolute'))!.mtime! - Date.now() / 1000) < 60);
});

test('an open file is a real descriptor until it is closed', async () => {
  const file = await volume.open('/absolute');
  assert.is(fstatSync(file!.fd).size, 6);
  await file!.close();
  assert.throws(() => fstatSync(file!.fd), /EBADF/);
});

test.run();
