import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bind, MountError, mount, mountinfo, move, remount, unmount } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runInMountNamespace } from './namespace.ts';

const scratch = mkdtempSync(join(tmpdir(), 'node-mount-'));
process.on('exit', () => rmSync(scratch, { recursive: true }));

function directory(name: string): string {
  const path = join(scratch, name);
  mkdirSync(path);
  return path;
}

const at = (target: string) => mountinfo().find((point) => point.target === target);

async function failure(promise: Promise<unknown>): Promise<MountError> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(error, MountError);
  return error as MountError;
}

test('mount passes the flags and the filesystem’s own options', async () => {
  const target = directory('flags with a space');
  const flags = ['ro', 'nosuid', 'nodev', 'noexec', 'noatime'] as const;
  await mount({ source: 'here', target, type: 'tmpfs', flags: [...flags], data: 'size=64k' });
  assert.is(at(target)?.source, 'here');
  assert.equal(at(target)?.options, [...flags]);
  assert.ok(at(target)?.superOptions.includes('size=64k'));
  await unmount(target);
  assert.is(at(target), undefined);
});

test('remount makes a filesystem writable, and with bind only the mount point read-only', async () => {
  const target = directory('remount');
  await mount({ source: 'x', target, type: 'tmpfs', flags: ['ro'] });
  await remount({ target, flags: [] });
  writeFileSync(join(target, 'file'), '');
  await remount({ target, flags: ['bind', 'ro'] });
  assert.ok(at(target)?.options.includes('ro'));
  assert.ok(at(target)?.superOptions.includes('rw'));
  await unmount(target);
});

test('bind shows a directory a second time, read-only where asked', async () => {
  const [source, target] = [directory('bound'), directory('binding')];
  writeFileSync(join(source, 'file'), '');
  await bind({ source, target, flags: ['ro', 'nosuid'] });
  assert.equal(readdirSync(target), ['file']);
  assert.throws(() => writeFileSync(join(target, 'other'), ''), /EROFS/);
  await unmount(target);
});

test('bind with rec takes the mounts below along', async () => {
  const [source, target] = [directory('tree'), directory('copy')];
  mkdirSync(join(source, 'below'));
  await mount({ source: 'x', target: join(source, 'below'), type: 'tmpfs' });
  await bind({ source, target, flags: ['rec'] });
  assert.is(at(join(target, 'below'))?.type, 'tmpfs');
  await unmount(target, ['detach']);
  await unmount(join(source, 'below'));
});

test('move takes a mount from one place to another', async () => {
  const [source, target] = [directory('from'), directory('to')];
  await mount({ source: 'x', target: source, type: 'tmpfs' });
  await move({ source, target });
  assert.is(at(source), undefined);
  assert.is(at(target)?.type, 'tmpfs');
  await unmount(target);
});

test('unmount with nofollow refuses a symbolic link', async () => {
  const [target, link] = [directory('linked'), join(scratch, 'link')];
  symlinkSync(target, link);
  await mount({ source: 'x', target, type: 'tmpfs' });
  assert.is((await failure(unmount(link, ['nofollow']))).code, 'EINVAL');
  await unmount(link);
  assert.is(at(target), undefined);
});

test('unmount with expire takes two calls', async () => {
  const target = directory('expire');
  await mount({ source: 'x', target, type: 'tmpfs' });
  assert.is((await failure(unmount(target, ['expire']))).code, 'EAGAIN');
  await unmount(target, ['expire']);
  assert.is(at(target), undefined);
});

test('an unknown filesystem is refused with its name and the facts as fields', async () => {
  const target = directory('unknown');
  const error = await failure(mount({ source: 'x', target, type: 'nosuchfs', flags: ['ro'] }));
  assert.is(
    error.message,
    `mount x on ${target} as nosuchfs failed: this kernel has no driver for nosuchfs; load its module first (ENODEV)`,
  );
  assert.equal(
    [error.errno, error.code, error.source, error.target, error.type],
    [19, 'ENODEV', 'x', target, 'nosuchfs'],
  );
  assert.equal(error.flags, ['ro']);
});

test('a target that does not exist, and one that is not a mount point, are told apart', async () => {
  assert.is((await failure(mount({ source: 'x', target: `${scratch}/none`, type: 'tmpfs' }))).code, 'ENOENT');
  const target = directory('plain');
  assert.match(
    (await failure(unmount(target))).message,
    `unmount ${target} failed: ${target} is not a mount point (EINVAL)`,
  );
});

test('errors of mounts that run at the same time are not mixed up', async () => {
  const target = directory('concurrent');
  const codes = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const nowhere = index % 2 === 0;
      return (
        await failure(
          mount({ source: 'x', target: nowhere ? `${scratch}/none` : target, type: nowhere ? 'tmpfs' : 'nosuchfs' }),
        )
      ).code;
    }),
  );
  assert.equal(
    codes,
    Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'ENOENT' : 'ENODEV')),
  );
});

runInMountNamespace(test.run);
