// What images are, by their content: real kernels, and what real tools make of them.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchPackage } from '../../../build/package.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { writeCpio } from '../../../src/images/cpio.ts';
import { type Compression, decompressHead } from '../../../src/images/decompress.ts';
import type { Image } from '../../../src/images/image.ts';
import { recognise } from '../../../src/images/recognise.ts';
import { fromBytes } from '../../../src/images/source.ts';
import { peImage } from '../pe-image.ts';
import { compress, compressors } from './compressors.ts';
import { amd64Kernel, arm64Kernel } from './real-kernels.ts';
import { zbootImage } from './zboot-image.ts';

await ensureTools(['cpio', 'readelf']);

const [amd64, arm64] = [await amd64Kernel(), await arm64Kernel()];
const [bzImage, image] = [readFileSync(amd64.path), readFileSync(arm64.path)];

const of = (bytes: Uint8Array) => recognise(fromBytes(bytes));

/** What it is, and that it is of the format `format`. */
async function as<F extends Image['format']>(format: F, bytes: Uint8Array): Promise<Extract<Image, { format: F }>> {
  const found = await of(bytes);
  assert.is(found?.format, format);
  return found as Extract<Image, { format: F }>;
}

test("Debian's kernel for x86-64 is a bzImage with its release and its limits", async () => {
  const found = await as('bzimage', bzImage);
  assert.ok(found.version?.startsWith(`${amd64.release} (`), found.version);
  assert.is(found.architecture, 'x86_64');
  assert.is(found.cmdlineSize, 2047);
  assert.is(found.initrdMax, 0x7fff_ffff);
  assert.is(found.relocatable, true);
  assert.ok(found.flags.includes('KERNEL_64') && found.flags.includes('EFI_HANDOVER_64'));
  assert.ok(found.size <= bzImage.length && found.size > bzImage.length - 4096);
  assert.is(found.payload?.compression, 'lz4-legacy');
});

test("Debian's kernel for arm64 is an Image with an EFI stub", async () => {
  const found = await as('arm64-image', image);
  assert.is(found.byteOrder, 'little');
  assert.is(found.pageSize, 4096);
  assert.is(found.efiStub, true);
  assert.ok(found.imageSize >= image.length);
});

test('the vmlinux inside a bzImage is ELF with the entry that readelf sees', async () => {
  const found = await as('bzimage', bzImage);
  const { offset, size, compression } = found.payload!;
  const vmlinux = await decompressHead(compression!, fromBytes(bzImage.subarray(offset, offset + size)), 2 ** 20);
  using directory = await temporaryDirectory();
  const file = join(directory.path, 'vmlinux');
  writeFileSync(file, vmlinux);
  const told = execFileSync('readelf', ['-hlW', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  assert.equal(await of(vmlinux), {
    format: 'elf',
    architecture: 'x86_64',
    bits: 64,
    byteOrder: 'little',
    type: 'executable',
    entry: Number(/Entry point address: +(0x[0-9a-f]+)/.exec(told)![1]),
    segments: told.match(/^ +LOAD /gm)!.length,
    multiboot: [],
  });
});

test("Debian's Xen is ELF by multiboot 1 and 2, and so it is when compressed", async () => {
  const { root } = await fetchPackage('xen-hypervisor-4.17-amd64');
  const packed = readFileSync(join(root, 'boot/xen-4.17-amd64.gz'));
  const found = await as('elf', gunzipSync(packed));
  assert.equal([found.bits, found.architecture, found.multiboot], [32, 'i386', [1, 2]]);
  assert.equal(await of(packed), { format: 'compressed', compression: 'gzip', content: found });
});

for (const name of Object.keys(compressors) as Compression[]) {
  test(`a kernel that was compressed as a whole with ${name} is that kernel`, async () => {
    const packed = compress(bzImage.subarray(0, 2 ** 20), compressors[name]);
    const found = await as('compressed', packed);
    assert.is(found.compression, name);
    assert.is(found.damage, undefined);
    assert.equal(found.content, await of(bzImage.subarray(0, 2 ** 20)));
  });
}

for (const name of ['gzip', 'zstd', 'xz', 'lz4-legacy', 'lzma'] as const) {
  test(`a zboot image whose payload is compressed with ${name} holds the arm64 kernel`, async () => {
    const payload = compress(image.subarray(0, 2 ** 20), compressors[name]);
    const found = await as('zboot', zbootImage(payload, name));
    assert.equal([found.architecture, found.compression, found.label], ['arm64', name, name]);
    assert.is(found.payload.size, payload.length);
    assert.is(found.content?.format, 'arm64-image');
  });
}

test('an EFI program with a kernel among its sections is a unified kernel image, and others are EFI programs', async () => {
  const uki = await of(peImage([['.linux', 'kernel']]));
  assert.is(uki?.format, 'uki');
  const program = await of(peImage([['.text', 'code']]));
  assert.equal([program?.format, program?.format === 'efi' && program.linux], ['efi', false]);
  const marked = Buffer.from(peImage([['.text', 'code']], 0x5064));
  marked.writeUInt32LE(0x818223cd, 0x38);
  const kernel = await of(marked);
  assert.equal(kernel?.format === 'efi' && [kernel.architecture, kernel.linux], ['riscv64', true]);
});

test('cpio archives are known by their variant', async () => {
  assert.equal(await of(writeCpio([])), { format: 'cpio', variant: 'newc' });
  for (const variant of ['newc', 'crc', 'odc'] as const) {
    const archive = execFileSync('cpio', ['--quiet', '-o', '-H', variant], {
      input: 'pe.test.ts\n',
      cwd: import.meta.dirname,
    });
    assert.equal(await of(archive), { format: 'cpio', variant });
  }
});

test('an initrd that is compressed is that, and of what is damaged it says so', async () => {
  const archive = writeCpio([{ path: 'a', mode: 0o644, content: { kind: 'file', data: Buffer.alloc(100) } }]);
  const packed = compress(archive, compressors.xz);
  assert.equal(await of(packed), {
    format: 'compressed',
    compression: 'xz',
    content: { format: 'cpio', variant: 'newc' },
  });
  packed[30]! ^= 0xff;
  assert.equal(await of(packed), {
    format: 'compressed',
    compression: 'xz',
    damage: 'its compressed data is damaged',
  });
});

test('other files are no images', async () => {
  for (const text of ['', 'MZ', 'a text\n', '\x7fELF', '\x5d\0\0 no LZMA'])
    assert.is(await of(Buffer.from(text)), undefined);
  assert.is(await of(Buffer.alloc(100_000)), undefined);
});

test.run();
