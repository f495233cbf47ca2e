import { readFileSync } from 'node:fs';
import { fromBytes, probe, type Source } from 'blkid-parse';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { image, missing, partition, run } from './images.ts';

const MiB = 2 ** 20;
const test = suite('damage');

// xorshift32, so that a failing input can be made again from its number.
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Sparse over a real image: only what was changed is kept beside it. */
function overlay(bytes: Uint8Array, changes: ReadonlyMap<number, number>, reads: { count: number }): Source {
  return {
    size: bytes.length,
    read: (offset, length) => {
      reads.count++;
      const copy = bytes.slice(offset, offset + length);
      for (const [at, value] of changes) if (at >= offset && at < offset + copy.length) copy[at - offset] = value;
      return copy;
    },
  };
}

function images(): { name: string; bytes: Uint8Array }[] {
  const commands: [size: number, command: string[]][] = [
    [4 * MiB, ['mke2fs', '-q', '-F', '-t', 'ext4']],
    [4 * MiB, ['mkfs.vfat', '-n', 'LABEL']],
    [36 * MiB, ['mkfs.vfat', '-F', '32', '-s', '1', '-n', 'LABEL']],
    [8 * MiB, ['mkfs.exfat', '-L', 'label']],
    [4 * MiB, ['mkntfs', '-q', '-F', '-f', '-L', 'label']],
    [8 * MiB, ['mkudffs', '-l', 'label']],
    [4 * MiB, ['mkfs.minix']],
    [4 * MiB, ['mkswap', '-q']],
    [64 * MiB, ['mkfs.f2fs', '-q', '-f']],
    [64 * MiB, ['mkfs.reiserfs', '-q', '-f']],
    [16 * MiB, ['mkfs.jfs', '-q']],
  ];
  const made = commands.flatMap(([size, command]) => {
    const why = missing(command[0]!);
    if (why !== undefined) console.log(`skipped: ${why}`);
    if (why !== undefined) return [];
    const path = image(size);
    run([...command, path]);
    return [{ name: command[0]!, bytes: new Uint8Array(readFileSync(path)) }];
  });
  for (const script of [
    'label: gpt\nsize=1MiB\nsize=1MiB\n',
    'label: dos\nsize=1MiB\nsize=2MiB,type=5\nsize=512KiB\nsize=256KiB\n',
  ]) {
    const path = image(8 * MiB);
    partition(path, script);
    made.push({ name: script, bytes: new Uint8Array(readFileSync(path)) });
  }
  return made;
}

test('two thousand damaged superblocks give a result, in a bounded number of reads', async () => {
  const originals = images();
  const next = random(0x62746e31);
  let recognised = 0;
  for (let round = 0; round < 2000; round++) {
    const { name, bytes } = originals[round % originals.length]!;
    // Damage goes where the numbers are: bytes that are not zero, near the beginning or the end.
    const changes = new Map<number, number>();
    for (let tries = 0; tries < 4000 && changes.size < 1 + (round % 8); tries++) {
      const at = next() % 4 === 0 ? bytes.length - 1 - (next() % 0x11000) : next() % 0x11000;
      if (bytes[at] !== 0 || next() % 64 === 0) changes.set(at, [0, 255, 127, 128, next() & 255][next() % 5]!);
    }
    const reads = { count: 0 };
    const result = await probe(overlay(bytes, changes, reads)).catch((error: unknown) => {
      throw new Error(`round ${round}, ${name}, ${JSON.stringify([...changes])}`, { cause: error });
    });
    assert.ok(reads.count < 1000, `round ${round}, ${name}: ${reads.count} reads`);
    if (result.type !== undefined || result.table !== undefined) recognised++;
  }
  assert.ok(recognised > 500, 'the damage leaves enough for the parsers to work on');
});

test('noise behind every magic number gives a result', async () => {
  const { formats } = await import('../../../src/blkid-parse/formats.ts');
  const next = random(0x6e6f6973);
  for (let round = 0; round < 40; round++) {
    const bytes = new Uint8Array(2 * MiB);
    new Uint32Array(bytes.buffer).forEach((_, index, words) => {
      words[index] = round % 2 === 0 ? next() : next() & 0x01010101;
    });
    for (const { magics = [] } of formats) {
      const copy = bytes.slice();
      for (const { at, bytes: magic } of magics.slice(0, 1)) Buffer.from(magic, 'latin1').copy(copy, at);
      await probe(fromBytes(copy));
    }
  }
});

test('sources of any small size give a result', async () => {
  for (const size of [0, 1, 511, 512, 513, 1024, 1025, 4096, 0x11000 - 1, 0x11000, 0x11001, 0x32001]) {
    assert.equal(await probe(fromBytes(new Uint8Array(size))), {}, `${size} bytes of zero`);
    await probe(fromBytes(new Uint8Array(size).fill(255)));
  }
});

test('a source cut off behind its beginning gives what the beginning says', async () => {
  const path = image(4 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', path]);
  assert.is((await probe(fromBytes(readFileSync(path).subarray(0, 0x20000)))).type, 'ext4');
});

test('an end that cannot be read is reported, and the rest is recognised', async () => {
  const path = image(4 * MiB);
  run(['mke2fs', '-q', '-F', '-t', 'ext4', path]);
  const bytes = new Uint8Array(readFileSync(path));
  const broken = new Error('EIO');
  const result = await probe({
    size: bytes.length,
    read: (offset, length) => {
      if (offset > MiB) throw broken;
      return bytes.subarray(offset, offset + length);
    },
  });
  assert.is(result.type, 'ext4');
  assert.is(result.unreadable?.[0]?.cause, broken);
});

test('a beginning that cannot be read is the source’s own error', async () => {
  const broken = new Error('EIO');
  const error = await probe({ size: MiB, read: () => Promise.reject(broken) }).catch((thrown: unknown) => thrown);
  assert.is(error, broken);
});

test.run();
