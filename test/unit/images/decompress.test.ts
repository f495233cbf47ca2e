// What the real compressors make of a real kernel comes out as it was.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Bytes } from '../../../src/images/bytes.ts';
import { readBzImage } from '../../../src/images/bzimage.ts';
import { type Compression, compressionOf, decompress, decompressHead } from '../../../src/images/decompress.ts';
import { ImageError } from '../../../src/images/image-error.ts';
import { fromBytes } from '../../../src/images/source.ts';
import { failure } from '../../failure.ts';
import { compress, compressors } from './compressors.ts';
import { amd64Kernel, arm64Kernel } from './real-kernels.ts';

const kernel = readFileSync((await amd64Kernel()).path);
const part = kernel.subarray(0, 5 * 2 ** 20);

/** The content, and how many bytes of `bytes` it was. */
async function unpack(compression: Compression, bytes: Uint8Array): Promise<{ content: Buffer; used: number }> {
  const chunks: Uint8Array[] = [];
  const pieces = decompress(compression, fromBytes(bytes));
  for (;;) {
    const next = await pieces.next();
    if (next.done) return { content: Buffer.concat(chunks), used: next.value };
    chunks.push(next.value);
  }
}

const names = Object.keys(compressors) as Compression[];
/** What may stand behind an archive in an initrd. */
const behind = Buffer.from('0707010000');

for (const name of names) {
  test(`a kernel that was compressed with ${compressors[name].join(' ')} comes out as it was`, async () => {
    const packed = compress(kernel, compressors[name]);
    assert.is(compressionOf(new Bytes(packed)), name);
    const { content, used } = await unpack(name, Buffer.concat([packed, behind]));
    assert.ok(content.equals(kernel));
    assert.is(used, packed.length);
  });

  test(`${name}: nothing, one byte, and bytes all alike come out as they were`, async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('a'), Buffer.alloc(9 * 2 ** 20, 'a')]) {
      const { content } = await unpack(name, compress(bytes, compressors[name]));
      assert.ok(content.equals(bytes), `${bytes.length} bytes`);
    }
  });

  test(`${name}: what is cut off anywhere is damaged, and no other error`, async () => {
    const packed = compress(kernel.subarray(0, 3000), compressors[name]);
    for (let length = 0; length < packed.length - 1; length += 13) {
      const result = await unpack(name, packed.subarray(0, length)).catch((error: unknown) => error);
      // Blocks with nothing behind them are what this format ends with.
      if (name === 'lz4-legacy' && !(result instanceof Error)) continue;
      assert.instance(result, ImageError, `${length} of ${packed.length} bytes`);
    }
  });
}

test('of what is compressed no more is unpacked than one asks', async () => {
  for (const name of names) {
    const packed = compress(Buffer.alloc(2 ** 24), compressors[name]);
    assert.is((await decompressHead(name, fromBytes(packed), 1000)).length, 1000);
    // What is behind the first block is not looked at.
    const spoiled = Buffer.concat([packed.subarray(0, -12), Buffer.alloc(12, 0xff)]);
    if (name !== 'bzip2') assert.is((await decompressHead(name, fromBytes(spoiled), 1000)).length, 1000);
  }
});

const others: Readonly<Record<string, readonly [Compression, ...string[]]>> = {
  'xz with calls of x86 made absolute and the widest window, as the kernel itself is built': [
    ...(['xz', 'xz', '--check=crc32', '--x86', '--lzma2=dict=128MiB'] as const),
  ],
  'xz of several blocks with CRC-64': ['xz', 'xz', '-T2', '--block-size=1MiB'],
  'xz with SHA-256': ['xz', 'xz', '--check=sha256'],
  'xz without a check': ['xz', 'xz', '--check=none'],
  'xz of bytes that do not compress': ['xz', 'xz', '-0'],
  'lz4 of dependent small blocks with their checksums': ['lz4', 'lz4', '-c', '-BD', '-B4', '-BX', '--content-size'],
  'zstd with the widest window': ['zstd', 'zstd', '-q', '-3', '--long=27'],
  'bzip2 of small blocks': ['bzip2', 'bzip2', '-1'],
};

for (const [what, [name, program, ...args]] of Object.entries(others)) {
  test(what, async () => {
    const { content } = await unpack(name, compress(part, [program!, ...args]));
    assert.ok(content.equals(part));
  });
}

test('xz with branches of arm64 made absolute', async () => {
  const arm64 = readFileSync((await arm64Kernel()).path).subarray(0, 8 * 2 ** 20);
  const packed = compress(arm64, ['xz', '--check=crc32', '--arm64', '--lzma2=preset=1']);
  assert.ok((await unpack('xz', packed)).content.equals(arm64));
});

test('a file with a name, a comment and a checksum in its gzip header', async () => {
  const plain = compress(Buffer.from('content'), ['gzip', '-n']);
  const header = Buffer.from(plain.subarray(0, 10));
  header[3] = 2 | 4 | 8 | 16;
  const more = Buffer.from('\x03\0abcname\0comment\0??', 'latin1');
  const { content } = await unpack('gzip', Buffer.concat([header, more, plain.subarray(10)]));
  assert.is(content.toString(), 'content');
});

test('the kernel inside a bzImage is an ELF file, as the real decompressor finds it', async () => {
  const { payload } = readBzImage(kernel)!;
  const packed = kernel.subarray(payload!.offset, payload!.offset + payload!.size);
  // The build puts four bytes with the content's size behind it, which lz4 takes for a damaged block.
  const expected = execFileSync('lz4', ['-dc'], { input: packed.subarray(0, -4), maxBuffer: 2 ** 30 });
  const { content } = await unpack(compressionOf(new Bytes(packed))!, packed);
  assert.is(new Bytes(content).has('\x7fELF'), true);
  assert.ok(content.equals(expected));
});

test('a dictionary beyond all bounds is refused', async () => {
  const packed = compress(Buffer.from('content'), ['xz', '--format=lzma']);
  packed.writeUInt32LE(0xffff_ffff, 1);
  const error = await failure(unpack('lzma', packed));
  assert.match(error.message, /needs 4294967295 bytes of memory/);
});

test('a match that reaches back behind the begin is damaged', async () => {
  // The header of LZMA, and as the first symbol of all a repeated match: ones, as far as the range coder goes.
  const header = Buffer.from('\x5d\0\0\x10\0\xff\xff\xff\xff\xff\xff\xff\xff\0', 'latin1');
  const error = await failure(unpack('lzma', Buffer.concat([header, Buffer.alloc(1000, 0xff)])));
  assert.is(error.message, 'its compressed data is damaged');
});

test('a run of bzip2 that has more digits than any block could hold is damaged', async () => {
  // The block: a header of zeros as checksum, byte 0 used, two codes of 1 bit each but for the end, and only RUNA.
  const bits = [
    ...['0', '0'.repeat(24), '1'.padEnd(16, '0'), '1'.padEnd(16, '0'), '010', '000000000000010', '00'],
    // Code lengths 1, 2, 2: a start of 1, and each symbol's changes.
    ...['00001', '0', '100', '0', '00001', '0', '100', '0'],
    '0'.repeat(100),
  ].join('');
  const body = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const bytes = Buffer.concat([Buffer.from('BZh9\x31\x41\x59\x26\x53\x59\0\0\0\0', 'latin1'), body]);
  assert.match((await failure(unpack('bzip2', bytes))).message, /damaged/);
});

test.run();
