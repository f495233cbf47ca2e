// The bytes of an environment block are changed where they lie on the disk, and no others.

import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReadOnly } from 'node-mount';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changeInPlace } from '../../../src/bookkeeping/in-place.ts';
import { changeEnvironmentBlock } from '../../../src/dialects/grub/change-environment-block.ts';
import { runInMountNamespace } from '../node-mount/namespace.ts';
import { loopVolume, newImage, run } from './loop-volume.ts';

/** Makes an image of a filesystem with a grubenv that has `next_entry` in it; `spoil` may change the file first. */
type Maker = (image: string, grubenv: string) => void;

const sized = (image: string, mebibytes: number) => {
  writeFileSync(image, '');
  truncateSync(image, mebibytes * 2 ** 20);
};
const ext4 =
  (...options: string[]): Maker =>
  (image, grubenv) => {
    const tree = `${image}.tree`;
    mkdirSync(join(tree, 'boot/grub'), { recursive: true });
    writeFileSync(join(tree, 'boot/grub/grubenv'), readFileSync(grubenv));
    run('mke2fs', '-q', '-t', 'ext4', ...options, '-d', tree, image, '16m');
  };
const xfs: Maker = (image, grubenv) => {
  sized(image, 320);
  const proto = `${image}.proto`;
  writeFileSync(
    proto,
    `/none\n0 0\nd--755 0 0\nboot d--755 0 0\ngrub d--755 0 0\ngrubenv ---644 0 0 ${grubenv}\n$\n$\n$\n`,
  );
  run('mkfs.xfs', '-q', '-p', proto, image);
};
const vfat: Maker = (image, grubenv) => {
  sized(image, 40);
  run('mkfs.vfat', '-F', '32', image);
  run('mmd', '-i', image, '::boot', '::boot/grub');
  run('mcopy', '-i', image, grubenv, '::boot/grub/grubenv');
};
const btrfs: Maker = (image, grubenv) => {
  const tree = `${image}.tree`;
  mkdirSync(join(tree, 'boot/grub'), { recursive: true });
  writeFileSync(join(tree, 'boot/grub/grubenv'), readFileSync(grubenv));
  sized(image, 120);
  run('mkfs.btrfs', '-q', '--rootdir', tree, image);
};

const path = '/boot/grub/grubenv';

function differences(before: Buffer, after: Buffer): number[] {
  const places: number[] = [];
  for (let start = 0; start < before.length; start += 4096) {
    if (before.subarray(start, start + 4096).equals(after.subarray(start, start + 4096))) continue;
    for (let at = start; at < start + 4096; at++) if (before[at] !== after[at]) places.push(at);
  }
  return places;
}

async function changed(make: Maker, type: string, change: Parameters<typeof changeInPlace>[3], data?: string) {
  const image = newImage();
  const grubenv = `${image}.grubenv`;
  run('grub-editenv', grubenv, 'create');
  run('grub-editenv', grubenv, 'set', 'next_entry=once', 'saved_entry=always');
  make(image, grubenv);
  const before = readFileSync(image);
  const { volume, device, close } = await loopVolume(image, type, data);
  let failure: unknown;
  let seen: Uint8Array | undefined;
  let readOnly: boolean;
  try {
    await volume.read(path);
    await changeInPlace(volume, device, path, change).catch((error) => {
      failure = error;
    });
    seen = await volume.read(path);
    readOnly = await isReadOnly(device.node);
  } finally {
    await close();
  }
  const after = readFileSync(image);
  const places = differences(before, after);
  rmSync(image);
  return { before, after, places, seen, readOnly, failure: failure instanceof Error ? failure.message : failure };
}

const clear = (bytes: Uint8Array) => changeEnvironmentBlock(bytes, { next_entry: '' });

/** What the running kernel can mount; a container's may lack some. */
const known = readFileSync('/proc/filesystems', 'utf8').split(/\s+/);

for (const [name, make, type] of [
  ['ext4', ext4(), 'ext4'],
  ['ext4 with blocks of 1 KiB', ext4('-b', '1024'), 'ext4'],
  ['XFS', xfs, 'xfs'],
  ['FAT', vfat, 'vfat'],
] as const) {
  if (!known.includes(type)) {
    console.log(`skipped: the running kernel has no ${type} yet`);
    continue;
  }
  test(`on ${name} nothing but the 1,024 bytes changes, and grub-editenv reads them`, async () => {
    const { before, after, places, seen, readOnly, failure } = await changed(
      make,
      type,
      clear,
      type === 'xfs' ? 'nouuid' : undefined,
    );
    assert.is(failure, undefined);
    const start = before.indexOf('# GRUB Environment Block\n', 0, 'latin1');
    assert.ok(places.length > 0);
    assert.ok(
      places[0]! >= start && places.at(-1)! < start + 1024,
      `bytes ${places[0]} to ${places.at(-1)} of ${start}`,
    );
    assert.is(readOnly, true, 'the device is read-only again');
    assert.match(Buffer.from(seen!).toString(), 'next_entry=\nsaved', 'what is read next is what was written');
    const extracted = newImage();
    writeFileSync(extracted, after.subarray(start, start + 1024));
    assert.is(run('grub-editenv', extracted, 'list'), 'next_entry=\nsaved_entry=always\n');
  });
}

test('the same bytes are not written again', async () => {
  assert.is((await changed(ext4(), 'ext4', (bytes) => bytes)).places.length, 0);
});

test('a file with a hole, and one on btrfs, are refused', async () => {
  const hole = await changed(
    (image, grubenv) => {
      writeFileSync(grubenv, Buffer.alloc(1024));
      ext4('-b', '1024')(image, grubenv);
    },
    'ext4',
    () => new Uint8Array(1024).fill(35),
  );
  assert.match(hole.failure as string, 'has no blocks of its own on the disk');
  assert.is(hole.places.length, 0);
  if (!known.includes('btrfs')) return;
  const other = await changed(btrfs, 'btrfs', clear);
  assert.match(other.failure as string, 'holds btrfs, where a file cannot be changed in its place');
  assert.is(other.places.length, 0);
});

test('where the journal was not replayed nothing is written', async () => {
  const { failure, places } = await changed(ext4(), 'ext4', clear, 'noload');
  assert.match(failure as string, 'was not replayed');
  assert.is(places.length, 0);
});

test('a file of another size, and one that is not there, are refused with the reason', async () => {
  const short = await changed(
    (image, grubenv) => {
      truncateSync(grubenv, 1000);
      ext4()(image, grubenv);
    },
    'ext4',
    clear,
  );
  assert.match(short.failure as string, /does not have 1024 bytes\. Make it anew with grub-editenv\.$/);
  const none = await changed((image) => run('mke2fs', '-q', '-t', 'ext4', image, '16m'), 'ext4', clear);
  assert.match(none.failure as string, '/boot/grub/grubenv on loop');
});

test('a change that cannot be made is refused in its own words', async () => {
  const { failure, places } = await changed(ext4(), 'ext4', () => 'there is no room left');
  assert.match(failure as string, /cannot be changed: there is no room left\.$/);
  assert.is(places.length, 0);
});

runInMountNamespace(() => test.run());
