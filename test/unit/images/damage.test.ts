// Damaged and hostile images: whatever the bytes, an answer comes back, in time and in bounded memory.

import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { writeCpio } from '../../../src/images/cpio.ts';
import type { Compression } from '../../../src/images/decompress.ts';
import { inspect } from '../../../src/images/inspect.ts';
import { Iso } from '../../../src/images/iso9660.ts';
import { fromBytes } from '../../../src/images/source.ts';
import { damage } from '../../fuzz/damage.ts';
import { Random } from '../../fuzz/random.ts';
import { peImage } from '../pe-image.ts';
import { compress, compressors } from './compressors.ts';
import { amd64Kernel, arm64Kernel } from './real-kernels.ts';
import { zbootImage } from './zboot-image.ts';

const INPUTS = 2_000;
/** Of processor time for one input, in milliseconds: many times what it takes. */
const MAX_TIME = 2_000;
/** Bytes that one input may add to what this process has ever used: the window of one decoder and what it unpacks. */
const MAX_MEMORY = 64 * 2 ** 20;

await ensureTools(['genisoimage']);

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

/** Looks at `INPUTS` damaged ones: none throws, takes long, or takes much memory. */
async function lookAtDamaged(
  seed: Uint8Array,
  look: (bytes: Buffer) => Promise<unknown>,
  heads?: number[],
): Promise<void> {
  for (let input = 0; input < INPUTS; input++) {
    const bytes = damage(seed, new Random(input), heads);
    const [before, memory] = [process.cpuUsage(), peak()];
    try {
      await look(bytes);
    } catch (error) {
      throw new Error(`input ${input}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < MAX_TIME * 1000, `input ${input} took ${(user + system) / 1000} ms`);
    const taken = peak() - memory;
    assert.ok(taken < MAX_MEMORY, `input ${input} took ${Math.round(taken / 2 ** 20)} MiB`);
  }
}

/** The most memory that this process has had so far, in bytes. */
const peak = () => process.resourceUsage().maxRSS * 1024;

for (const [kind, seed] of Object.entries(seeds)) {
  test(`${kind}: ${INPUTS} damaged ones are looked at without an exception, in time and in little memory`, async () => {
    const whole = await inspect(fromBytes(seed));
    assert.ok(whole, 'the one that is not damaged is known');
    assert.is(whole.signatures.length, kind === 'signed EFI program' ? 1 : 0);
    await lookAtDamaged(seed, (bytes) => inspect(fromBytes(bytes)));
  });
}

/** What is read of a disc image: where its files lie, and their content. */
async function lookAtDisc(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const source = fromBytes(bytes);
  const disc = await Iso.open((offset, length) => source.read(offset, length));
  for (const directory of ['/', '/live', '/live/A longer name']) await disc?.list(directory);
  return disc?.read('/live/A longer name/vmlinuz', 100_000);
}

test(`disc images: ${INPUTS} damaged ones are looked at without an exception, in time and in little memory`, async () => {
  using directory = await temporaryDirectory();
  const [tree, file] = [join(directory.path, 'tree'), join(directory.path, 'disc.iso')];
  await mkdir(join(tree, 'live/A longer name'), { recursive: true });
  const kernel = bzImage.subarray(0, 5000);
  await writeFile(join(tree, 'live/A longer name/vmlinuz'), kernel);
  await run('genisoimage', ['-quiet', '-R', '-no-pad', '-o', file, tree], { timeout: 60_000 });
  const disc = readFileSync(file);
  assert.equal(Buffer.from((await lookAtDisc(disc))!), kernel);
  // The volume descriptors, and the directories behind them, by their `.`.
  const heads = [16 * 2048];
  for (let at = 17 * 2048; at < disc.length; at += 2048) if (disc[at + 32] === 1 && disc[at + 33] === 0) heads.push(at);
  assert.is(heads.length, 4);
  await lookAtDamaged(disc, lookAtDisc, heads);
});

test.run();
