import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { attach, detach, isReadOnly, MountError, mount, setReadOnly, unmount } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loopFlags } from '../../../src/node-mount/flags.ts';
import { setFdAndStatus } from '../../../src/node-mount/loop-configure.ts';
import { runInMountNamespace } from './namespace.ts';

const scratch = mkdtempSync(join(tmpdir(), 'node-mount-'));
process.on('exit', () => rmSync(scratch, { recursive: true }));

/** A file of 1 MiB whose sectors begin with their own number. */
const numbered = join(scratch, 'numbered');
const sectors = Buffer.alloc(2 ** 20);
for (let sector = 0; sector < 2048; sector++) sectors.writeUInt32LE(sector, sector * 512);
writeFileSync(numbered, sectors);

function firstSector(device: string): number {
  const [fd, buffer] = [openSync(device, 'r'), Buffer.alloc(512)];
  readSync(fd, buffer);
  closeSync(fd);
  return buffer.readUInt32LE();
}

const sysfs = (device: string, file: string) => readFileSync(`/sys/block/${basename(device)}/${file}`, 'utf8').trim();
const losetup = (device: string, column: string) =>
  execFileSync('losetup', ['--list', '--noheadings', '--output', column, device], { encoding: 'utf8' }).trim();

/** Whether the device has this file no more, or soon; another program of this machine may have got it by now. */
async function isLetGo(device: string, file: string): Promise<boolean> {
  const backing = `/sys/block/${basename(device)}/loop/backing_file`;
  const has = () => existsSync(backing) && readFileSync(backing, 'utf8').trim() === file;
  for (let tries = 0; tries < 100 && has(); tries++) await sleep(50);
  return !has();
}

test('attach gives a read-only device of the file’s size', async () => {
  const loop = await attach(numbered);
  assert.is(firstSector(loop.device), 0);
  assert.is(sysfs(loop.device, 'size'), '2048');
  assert.is(sysfs(loop.device, 'ro'), '1');
  assert.is(losetup(loop.device, 'BACK-FILE'), numbered);
  await loop.close();
  await detach(loop.device);
  assert.is(await isLetGo(loop.device, numbered), true);
});

test('offset and sizeLimit cut a window out of the file', async () => {
  const loop = await attach(numbered, { offset: 100 * 512, sizeLimit: 8 * 512 });
  assert.is(firstSector(loop.device), 100);
  assert.is(sysfs(loop.device, 'size'), '8');
  await loop.close();
  await detach(loop.device);
});

test('a descriptor serves as well as a path, and may be closed afterwards', async () => {
  const fd = openSync(numbered, 'r+');
  const loop = await attach(fd, { readOnly: false });
  closeSync(fd);
  assert.is(sysfs(loop.device, 'ro'), '0');
  await loop.close();
  await detach(loop.device);
});

test('with autoclear the device goes when its mount and the handle are gone', async () => {
  const image = join(scratch, 'ext2.img');
  writeFileSync(image, '');
  truncateSync(image, 2 ** 20);
  execFileSync('mke2fs', ['-q', '-t', 'ext2', image]);
  const target = mkdtempSync(join(scratch, 'target-'));
  const loop = await attach(image, { autoclear: true });
  await mount({ source: loop.device, target, type: 'ext2', flags: ['ro'] });
  await loop.close();
  assert.is(losetup(loop.device, 'AUTOCLEAR'), '1');
  await unmount(target);
  assert.is(await isLetGo(loop.device, image), true);
});

test('the two older requests attach with the same offset and limit', async () => {
  // Attached and detached once, so that the number is known to be free.
  const { device, close } = await attach(numbered, { autoclear: true });
  await close();
  const [backing, handle] = [openSync(numbered, 'r'), openSync(device, 'r')];
  const settings = { fd: backing, offset: 7 * 512, sizeLimit: 3 * 512, flags: loopFlags.autoclear, name: 'by hand' };
  assert.is(await setFdAndStatus(handle, settings), 0);
  assert.is(firstSector(device), 7);
  assert.equal([sysfs(device, 'size'), sysfs(device, 'ro'), losetup(device, 'AUTOCLEAR')], ['3', '1', '1']);
  closeSync(handle);
  closeSync(backing);
});

test('sixteen files attached at once get sixteen devices', async () => {
  const loops = await Promise.all(Array.from({ length: 16 }, () => attach(numbered, { autoclear: true })));
  assert.is(new Set(loops.map((loop) => loop.device)).size, 16);
  await Promise.all(loops.map((loop) => loop.close()));
});

test('a filesystem that is not there is refused with the kernel’s own line', async () => {
  const loop = await attach(numbered, { autoclear: true });
  const target = mkdtempSync(join(scratch, 'target-'));
  let error: unknown;
  await mount({ source: loop.device, target, type: 'ext4', flags: ['ro'] }).catch((thrown: unknown) => {
    error = thrown;
  });
  await loop.close();
  assert.instance(error, MountError);
  assert.is((error as MountError).code, 'EINVAL');
  assert.match((error as MountError).kernelLog ?? '', `(${basename(loop.device)})`);
  assert.match((error as MountError).message, '; the kernel says: EXT4-fs');
});

test('the read-only state of a block device is read and set', async () => {
  const loop = await attach(numbered, { readOnly: false, autoclear: true });
  assert.is(await isReadOnly(loop.device), false);
  await setReadOnly(loop.device, true);
  assert.is(await isReadOnly(loop.device), true);
  assert.is(sysfs(loop.device, 'ro'), '1');
  await setReadOnly(loop.device, false);
  assert.is(await isReadOnly(loop.device), false);
  await loop.close();
});

test('a device that was left read-only can be written to by whoever attaches something for that', async () => {
  const before = await attach(numbered, { readOnly: false, autoclear: true });
  await setReadOnly(before.device, true);
  await before.close();
  // The lowest free number is given out first; other programs of this machine may take some, too.
  const loops = await Promise.all(
    Array.from({ length: 4 }, () => attach(numbered, { readOnly: false, autoclear: true })),
  );
  for (const { device } of loops) assert.is(await isReadOnly(device), false, device);
  await Promise.all(loops.map((loop) => loop.close()));
});

test('detaching what is not attached, and asking a plain file, end in a sentence', async () => {
  const { device, close } = await attach(numbered, { autoclear: true });
  await close();
  const detached = await detach(device).catch((error: Error) => error);
  assert.match((detached as Error).message, `detaching ${device} failed: nothing is attached to it (ENXIO)`);
  const asked = await isReadOnly(numbered).catch((error: Error) => error);
  assert.match((asked as Error).message, `${numbered} is not a block device (ENOTTY)`);
});

runInMountNamespace(test.run);
