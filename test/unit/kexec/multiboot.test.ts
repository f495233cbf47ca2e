import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { kindOfKernel } from '../../../src/kexec/image-kind.ts';
import { readMultibootHeader } from '../../../src/kexec/multiboot-header.ts';
import { makeMultiboot2Info, makeMultibootInfo } from '../../../src/kexec/multiboot-info.ts';
import { readMultiboot2Header } from '../../../src/kexec/multiboot2-header.ts';
import { Placement } from '../../../src/kexec/placement.ts';
import { prepareMultiboot } from '../../../src/kexec/prepare-multiboot.ts';

const mebibyte = 2 ** 20;
const memory = [
  { start: 0x1000, size: 0x9e000, type: 1 },
  { start: 0xf0000, size: 0x10000, type: 2 },
  { start: mebibyte, size: 255 * mebibyte, type: 1 },
  { start: 2 ** 32, size: 2 ** 30, type: 12 },
];
const modules = [{ start: 0x2000000, end: 0x2000123, cmdline: '/vmlinuz console=hvc0' }];
const info = { cmdline: '/xen.gz com1=115200', modules, memory };

const xen = async (): Promise<Buffer> => {
  const { root } = await fetchPackage('xen-hypervisor-4.17-amd64');
  return gunzipSync(await readFile(join(root, 'boot/xen-4.17-amd64.gz')));
};

/** A kernel of version 1 that says itself where it goes, as the specification's section 3.1.3 has it. */
function addressed(changes: Readonly<Record<number, number>> = {}): Buffer {
  const file = Buffer.alloc(0x3000, 0x90);
  const [magic, flags] = [0x1badb002, 0x10003];
  const words = [magic, flags, (-magic - flags) >>> 0, 0x101000, 0x100000, 0x102000, 0x104000, 0x101020];
  for (const [index, word] of words.entries()) file.writeUInt32LE(changes[index] ?? word, 0x1000 + index * 4);
  return file;
}

test('Xen has headers of both versions, and the newer one is taken', async () => {
  const file = await xen();
  assert.is(kindOfKernel(file), 'multiboot2');
  assert.equal(readMultibootHeader(file), { wantsMemory: true, wantsVideo: false });
  const header = readMultiboot2Header(file)!;
  assert.equal(header.unknown, []);
  assert.is(header.relocatable!.alignment, 2 * mebibyte);
});

test('Xen lies at its own addresses, or where these are not free and it may be moved', async () => {
  const kernel = await xen();
  const wanted = { kernel, name: 'xen.gz', cmdline: '', modules: [{ bytes: Buffer.alloc(9), cmdline: 'k quiet' }] };
  const own = prepareMultiboot(2, wanted, { memory }, new Placement([{ start: mebibyte, end: 256 * mebibyte }]));
  assert.is(own.segments[0]!.address, 0x200000);
  assert.equal([own.start.mode, own.start.entry], [32, 0x200000]);
  const moved = prepareMultiboot(2, wanted, { memory }, new Placement([{ start: 0x500000, end: 256 * mebibyte }]));
  assert.is(moved.segments[0]!.address, 0x600000);
  assert.is(moved.start.entry, 0x600000);
});

test('Xen is told not to ask the BIOS, unless something is said of that; other kernels are not', async () => {
  const infoOf = (kernel: Buffer, cmdline: string): string => {
    const free = new Placement([{ start: mebibyte, end: 256 * mebibyte }]);
    const { segments } = prepareMultiboot(1, { kernel, name: 'xen.gz', cmdline, modules: [] }, { memory }, free);
    return /xen\.gz[^\0]*/.exec(Buffer.from(segments.at(-1)!.bytes).toString('latin1'))![0];
  };
  const kernel = await xen();
  assert.is(infoOf(kernel, 'com1=115200'), 'xen.gz no-real-mode com1=115200');
  assert.is(infoOf(kernel, ''), 'xen.gz no-real-mode');
  assert.is(infoOf(kernel, 'a no-real-mode=off'), 'xen.gz a no-real-mode=off');
  assert.is(infoOf(addressed(), 'a'), 'xen.gz a');
});

test('a kernel of version 1 that is no ELF file goes where its header says', () => {
  const kernel = addressed();
  assert.is(kindOfKernel(kernel), 'multiboot');
  const { load } = readMultibootHeader(kernel)!;
  assert.equal(load, { offset: 0, fileSize: 0x2000, address: 0x100000, memorySize: 0x4000, entry: 0x101020 });
  const free = new Placement([{ start: mebibyte, end: 64 * mebibyte }]);
  const { segments, start } = prepareMultiboot(1, { kernel, name: 'k', cmdline: '', modules: [] }, { memory }, free);
  assert.equal([segments[0]!.address, segments[0]!.bytes.length, segments[0]!.size], [0x100000, 0x2000, 0x4000]);
  assert.is(start.mode === 32 && start.eax, 0x2badb002);
});

test('headers that contradict themselves, or demand the unknown, are none', () => {
  assert.is(readMultibootHeader(addressed({ 2: 1 })), undefined);
  assert.is(readMultibootHeader(addressed({ 7: 0x200000 })), undefined);
  assert.is(readMultibootHeader(addressed({ 3: 0x90000 })), undefined);
  assert.is(readMultibootHeader(addressed({ 5: 0x900000 })), undefined);
  const [magic, flags] = [0x1badb002, 0x10003 | 0x100];
  assert.is(readMultibootHeader(addressed({ 1: flags, 2: (-magic - flags) >>> 0 })), undefined);
});

test('the information of version 1 has its strings, modules and memory where its pointers lead', () => {
  const address = 0x3000000;
  const bytes = makeMultibootInfo(info, address);
  const word = (at: number): number => bytes.readUInt32LE(at);
  const text = (at: number): string => bytes.toString('latin1', at - address, bytes.indexOf(0, at - address));
  assert.is(word(0), 1 | 4 | 8 | 64 | 512);
  assert.equal([word(4), word(8)], [0x9f000 / 1024, 255 * 1024]);
  assert.is(text(word(16)), '/xen.gz com1=115200');
  assert.is(text(word(64)), 'baton');
  assert.is(word(20), 1);
  const module = word(24) - address;
  assert.equal([word(module), word(module + 4)], [0x2000000, 0x2000123]);
  assert.is(text(word(module + 8)), '/vmlinuz console=hvc0');
  const map = word(48) - address;
  assert.equal([word(44), word(map), bytes.readBigUInt64LE(map + 4), word(map + 20)], [4 * 24, 20, 0x1000n, 1]);
  assert.is(word(map + 3 * 24 + 20), 2);
});

test('the information of version 2 is a list of tags that ends', () => {
  const bytes = makeMultiboot2Info(info, 0x200000);
  const tags = new Map<number, Buffer>();
  assert.is(bytes.readUInt32LE(0), bytes.length);
  let at = 8;
  for (; at < bytes.length; at += Math.ceil(bytes.readUInt32LE(at + 4) / 8) * 8)
    tags.set(bytes.readUInt32LE(at), bytes.subarray(at + 8, at + bytes.readUInt32LE(at + 4)));
  assert.is(at, bytes.length);
  assert.equal([...tags.keys()], [1, 2, 3, 4, 6, 21, 0]);
  assert.is(tags.get(1)!.toString(), '/xen.gz com1=115200\0');
  assert.equal([tags.get(3)!.readUInt32LE(0), tags.get(3)!.readUInt32LE(4)], [0x2000000, 0x2000123]);
  assert.is(tags.get(3)!.toString('latin1', 8), '/vmlinuz console=hvc0\0');
  assert.equal([tags.get(6)!.readUInt32LE(0), tags.get(6)!.length], [24, 8 + 4 * 24]);
  assert.is(tags.get(21)!.readUInt32LE(0), 0x200000);
});

test('whatever stands in the headers, reading them ends without an exception', async () => {
  let seed = 1;
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % limit;
  };
  const file = (await xen()).subarray(0, 4096);
  for (let round = 0; round < 2000; round++) {
    const [one, other] = [addressed(), Buffer.from(file)];
    one[0x1000 + 12 + random(20)] = random(256);
    other[160 + 16 + random(200)] = random(256);
    kindOfKernel(one);
    readMultiboot2Header(other);
  }
});

test.run();
