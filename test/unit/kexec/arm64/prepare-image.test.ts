import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readDeviceTree } from '../../../../src/kexec/arm64/flattened-tree.ts';
import { type Parts, prepareImage } from '../../../../src/kexec/arm64/prepare-image.ts';
import { LoadError } from '../../../../src/kexec/load-error.ts';
import { Placement } from '../../../../src/kexec/placement.ts';
import { damage } from '../../../fuzz/damage.ts';
import { Random } from '../../../fuzz/random.ts';
import { amd64Kernel, arm64Kernel } from '../../images/real-kernels.ts';
import { board, compile, property } from './trees.ts';

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;
const kernel = readFileSync((await arm64Kernel()).path);
const running = readDeviceTree(await compile(board))!;
const parts = { kernel, name: '/vmlinuz', cmdline: 'quiet', initrd: Buffer.alloc(5 * mebibyte, 1), running };
const memory = (...spans: readonly (readonly [number, number])[]) =>
  new Placement(spans.map(([start, end]) => ({ start, end })));

function refusal(wanted: Partial<Parts>, placement = memory([gibibyte, 2 * gibibyte])): string {
  try {
    prepareImage({ ...parts, ...wanted }, placement);
  } catch (error) {
    assert.instance(error, LoadError);
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

test("Debian's kernel lies at a multiple of 2 MiB with all the memory that its header asks for, and is started with its tree", async () => {
  // The lowest memory is too small, and what follows is no multiple of 2 MiB.
  const { segments, entry } = prepareImage(
    parts,
    memory([gibibyte, gibibyte + mebibyte], [gibibyte + 3 * mebibyte, 2 * gibibyte]),
  );
  const [image, initrd, tree, start] = segments;
  assert.is(image!.address, gibibyte + 4 * mebibyte);
  assert.is(image!.size, Number(kernel.readBigUInt64LE(16)));
  assert.is(tree!.address % (2 * mebibyte), 0);
  assert.is(entry, start!.address);
  const code = Buffer.from(start!.bytes);
  assert.equal(
    [code.readBigUInt64LE(code.length - 16), code.readBigUInt64LE(code.length - 8)],
    [BigInt(image!.address), BigInt(tree!.address)],
  );
  const at = Number.parseInt((await property(tree!.bytes, '/chosen', 'linux,initrd-start', 'x')).split(' ')[1]!, 16);
  assert.is(at, initrd!.address);
});

test('no segment lies on another', () => {
  const { segments } = prepareImage(parts, memory([gibibyte, gibibyte + 64 * mebibyte]));
  const spans = segments.map(({ address, size }) => [address, address + size] as const);
  for (const [index, [, end]] of spans.toSorted(([a], [b]) => a - b).entries())
    assert.ok(end <= (spans.toSorted(([a], [b]) => a - b)[index + 1]?.[0] ?? Number.POSITIVE_INFINITY));
});

test('the initrd lies in the 32 GiB that begin with the GiB of the kernel', () => {
  const { segments } = prepareImage(parts, memory([gibibyte, 2 * gibibyte], [64 * gibibyte, 128 * gibibyte]));
  assert.ok(segments[1]!.address < 2 * gibibyte);
  assert.match(
    refusal({}, memory([gibibyte, gibibyte + 30 * mebibyte], [64 * gibibyte, 65 * gibibyte])),
    /^There is no room in memory for the initrd \(5120 KiB\)/,
  );
});

test('a kernel of old that does not tell its size gets room behind its end', () => {
  const old = Buffer.from(kernel);
  old.writeBigUInt64LE(0n, 16);
  old.writeBigUInt64LE(0x80000n, 8);
  const [image] = prepareImage({ ...parts, kernel: old }, memory([gibibyte, 2 * gibibyte])).segments;
  assert.is(image!.address, gibibyte + 0x80000);
  assert.ok(image!.size >= kernel.length + 8 * mebibyte);
});

test('what cannot be started is refused with a sentence', async () => {
  const amd64 = readFileSync((await amd64Kernel()).path);
  assert.match(refusal({ kernel: amd64 }), /^\/vmlinuz is no kernel that kexec_load can start on arm64/);
  for (const textOffset of [100n, 0x200000n]) {
    const damaged = Buffer.from(kernel);
    damaged.writeBigUInt64LE(textOffset, 8);
    assert.match(refusal({ kernel: damaged }), /^The kernel \/vmlinuz is damaged/);
  }
  assert.match(refusal({ cmdline: 'x'.repeat(2048) }), /^The command line has 2048 bytes, .* at most 2047/);
  assert.match(refusal({}, memory([gibibyte, gibibyte + 8 * mebibyte])), /^There is no room in memory for the kernel/);
});

test('any header is placed or refused', () => {
  const small = Buffer.from(kernel.subarray(0, 64 * 1024));
  small.writeBigUInt64LE(65_536n, 16);
  for (let seed = 0; seed < 2_000; seed++) {
    try {
      prepareImage({ ...parts, kernel: damage(small, new Random(seed), [0]) }, memory([gibibyte, 2 * gibibyte]));
    } catch (error) {
      assert.instance(error, LoadError, `seed ${seed}: ${error}`);
    }
  }
});

test.run();
