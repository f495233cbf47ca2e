import { readFileSync } from 'node:fs';
import { fromBytes, fromFile, probe, slice } from 'blkid-parse';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { altered, image, missing, partition, run } from './images.ts';

const MiB = 2 ** 20;
const test = suite('source');

function diskWithFilesystem(): string {
  const [disk, filesystem] = [image(16 * MiB), image(8 * MiB)];
  partition(disk, 'label: gpt\nstart=2048, size=8MiB, name=root\n');
  run(['mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'inside', filesystem]);
  return altered(disk, [MiB, readFileSync(filesystem)]);
}

test('a slice of an image is probed as its partition', async () => {
  const disk = fromBytes(new Uint8Array(readFileSync(diskWithFilesystem())));
  const [partition] = (await probe(disk)).partitions!;
  const result = await probe(slice(disk, partition!.start, partition!.size));
  assert.equal([result.type, result.label], ['ext4', 'inside']);
});

test('a slice ends where it should, and where its source ends', () => {
  const source = fromBytes(Uint8Array.from({ length: 100 }, (_, index) => index));
  assert.equal([...(slice(source, 90, 5).read(3, 10) as Uint8Array)], [93, 94]);
  assert.is(slice(source, 90, 50).size, 10);
  assert.is(slice(source, 200, 50).size, 0);
  assert.is((slice(source, 200, 50).read(0, 10) as Uint8Array).length, 0);
});

test('a block device has the size and the sector size that the kernel says', async () => {
  const why = process.getuid?.() === 0 ? missing('losetup') : 'loop devices need root';
  if (why !== undefined) return console.log(`skipped block device: ${why}`);
  const disk = diskWithFilesystem();
  const loop = run(['losetup', '--find', '--show', '--read-only', '--sector-size', '4096', disk]).trim();
  try {
    const source = await fromFile(loop);
    assert.equal([source.size, source.sectorSize], [16 * MiB, 4096]);
    // Its table is one of sectors of 512 bytes.
    assert.is((await probe(source)).table, 'PMBR');
    await source.close();
  } finally {
    run(['losetup', '--detach', loop]);
  }
});

test('a file that does not exist is Node’s own error', async () => {
  const error = await fromFile('/nonexistent').catch((thrown: NodeJS.ErrnoException) => thrown);
  assert.is((error as NodeJS.ErrnoException).code, 'ENOENT');
});

test.run();
