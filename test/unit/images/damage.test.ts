// Damaged and hostile images: whatever the bytes, an answer comes back, in time.

import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeCpio } from '../../../src/images/cpio.ts';
import type { Compression } from '../../../src/images/decompress.ts';
import { inspect } from '../../../src/images/inspect.ts';
import { fromBytes } from '../../../src/images/source.ts';
import { Random } from '../../fuzz/random.ts';
import { peImage } from '../pe-image.ts';
import { compress, compressors } from './compressors.ts';
import { amd64Kernel, arm64Kernel } from './real-kernels.ts';
import { zbootImage } from './zboot-image.ts';

const INPUTS = 2_000;
/** Of processor time for one input, in milliseconds: many times what it takes. */
const MAX_TIME = 2_000;

const bzImage = readFileSync((await amd64Kernel()).path);
const arm64 = readFileSync((await arm64Kernel()).path).subarray(0, 40_000);

const archive = writeCpio([
  { path: 'lib', mode: 0o755, content: { kind: 'directory' } },
  { path: 'lib/modules', mode: 0o755, content: { kind: 'directory' } },
  { path: 'lib/modules/6.1.0', mode: 0o755, content: { kind: 'file', data: bzImage.subarray(0x200, 0x600) } },
]);

/** A program with the signature of a real kernel. */
function signedProgram(): Buffer {
  const program = Buffer.from(peImage([['.text', 'code']]));
  const directory = 64 + 24 + 112 + 4 * 8;
  // The optional header is made longer by the table of directories, in place of where the sections were.
  const bytes = Buffer.concat([program.subarray(0, 64 + 24 + 112), Buffer.alloc(16 * 8), program.subarray(200)]);
  const lfanew = bzImage.readUInt32LE(0x3c);
  const entry = lfanew + 24 + 112 + 4 * 8;
  const [at, size] = [bzImage.readUInt32LE(entry), bzImage.readUInt32LE(entry + 4)];
  bytes.writeUInt16LE(112 + 16 * 8, 64 + 20);
  bytes.writeUInt32LE(bytes.length, directory);
  bytes.writeUInt32LE(size, directory + 4);
  return Buffer.concat([bytes, bzImage.subarray(at, at + size)]);
}

/** Small ones of each kind. */
const seeds: Readonly<Record<string, Uint8Array>> = {
  bzImage: bzImage.subarray(0, 40_000),
  'arm64 Image': arm64,
  zboot: zbootImage(compress(arm64, compressors.gzip), 'gzip'),
  'unified kernel image': peImage([
    ['.osrel', 'ID=debian\nPRETTY_NAME=Debian\n'],
    ['.cmdline', 'quiet'],
    ['.linux', bzImage.subarray(0, 2_000)],
    ['.initrd', archive],
    ['.profile', 'ID=other\n'],
    ['.cmdline', 'other'],
  ]),
  'signed EFI program': signedProgram(),
  'ELF with multiboot': multiboot(),
  cpio: archive,
  'initrd of several archives': Buffer.concat([archive, compress(archive, compressors.zstd)]),
  ...Object.fromEntries(
    (Object.keys(compressors) as Compression[]).map((name) => [name, compress(archive, compressors[name])]),
  ),
};

function multiboot(): Buffer {
  const bytes = Buffer.alloc(4096);
  bytes.write('\x7fELF\x01\x01\x01', 'latin1');
  for (const [at, value] of Object.entries({ 16: 2, 18: 3, 42: 32, 44: 2 })) bytes.writeUInt16LE(value, Number(at));
  for (const [at, value] of Object.entries({ 24: 0x100000, 28: 52, 52: 1, 84: 1 }))
    bytes.writeUInt32LE(value, Number(at));
  bytes.writeUInt32LE(0x1badb002, 1024);
  bytes.writeInt32LE(-0x1badb002, 1024 + 8);
  return bytes;
}

/** Up to eight changes: bytes of all kinds, numbers at their limits, pieces moved; once in a while it is cut off. */
function mutate(seed: Uint8Array, random: Random): Buffer {
  const bytes = Buffer.from(seed);
  for (let changes = 1 + random.below(8); changes > 0; changes--) {
    // Headers are at the begin, more often than not.
    const at = random.below(random.below(3) === 0 ? bytes.length : Math.min(bytes.length, 600));
    const left = Math.min(4, bytes.length - at);
    const how = random.below(4);
    if (how < 2) bytes[at] = random.below(256);
    else if (how === 2) bytes.fill(random.of([0, 0xff, 0x7f, 0x30]), at, at + left);
    else bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length));
  }
  return random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

for (const [kind, seed] of Object.entries(seeds)) {
  test(`${kind}: ${INPUTS} damaged ones are looked at without an exception, and in time`, async () => {
    const whole = await inspect(fromBytes(seed));
    assert.ok(whole, 'the one that is not damaged is known');
    assert.is(whole.signatures.length, kind === 'signed EFI program' ? 1 : 0);
    for (let input = 0; input < INPUTS; input++) {
      const bytes = mutate(seed, new Random(input));
      const before = process.cpuUsage();
      try {
        await inspect(fromBytes(bytes));
      } catch (error) {
        throw new Error(`input ${input}`, { cause: error });
      }
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < MAX_TIME * 1000, `input ${input} took ${(user + system) / 1000} ms`);
    }
  });
}

test.run();
