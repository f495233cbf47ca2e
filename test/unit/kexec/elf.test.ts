import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { elfMachines, readElf } from '../../../src/kexec/elf.ts';
import { kindOfKernel } from '../../../src/kexec/image-kind.ts';
import { Placement } from '../../../src/kexec/placement.ts';
import { physicalEntry, placeElf, prepareElf } from '../../../src/kexec/prepare-elf.ts';

const timeout = 30_000;
const mebibyte = 2 ** 20;

await ensureTools(['as', 'ld']);

/** Links a program at `address`, with 16 bytes of text and 8 KiB of bss, by the real linker. */
async function link(bits: 32 | 64, address: number): Promise<Buffer> {
  using directory = await temporaryDirectory();
  const path = (name: string): string => join(directory.path, name);
  writeFileSync(path('p.s'), '.globl _start\n_start: .fill 16, 1, 0x90\n.bss\n.skip 8192\n');
  await run('as', [`--${bits}`, path('p.s'), '-o', path('p.o')], { timeout });
  const emulation = bits === 32 ? 'elf_i386' : 'elf_x86_64';
  await run('ld', ['-m', emulation, '-N', `-Ttext=0x${address.toString(16)}`, path('p.o'), '-o', path('p')], {
    timeout,
  });
  return await readFile(path('p'));
}

const machine = { memory: [{ start: mebibyte, size: 63 * mebibyte, type: 1 }] };
const placement = () => new Placement([{ start: mebibyte, end: 64 * mebibyte }]);
const wanted = (kernel: Uint8Array) => ({ kernel, name: 'vmlinux', cmdline: 'quiet', modules: [] });

for (const bits of [32, 64] as const) {
  test(`what the linker wrote for ${bits} bits is read and put where it belongs`, async () => {
    const file = await link(bits, 0x1000000);
    const elf = readElf(file)!;
    assert.equal(
      [elf.bits, elf.machine, elf.entry],
      [bits, bits === 32 ? elfMachines.i386 : elfMachines.x86_64, 0x1000000],
    );
    assert.is(kindOfKernel(file), 'elf');
    const { segments, start } = prepareElf(wanted(file), machine, placement());
    assert.equal([segments[0]!.address, segments[0]!.size], [0x1000000, 3 * 4096]);
    assert.equal(Buffer.from(segments[0]!.bytes).subarray(0, 16), Buffer.alloc(16, 0x90));
    assert.equal([start.mode, start.entry], [bits, 0x1000000]);
  });
}

test('segments that share a page become one', () => {
  const part = (address: number, offset: number) => ({
    offset,
    fileSize: 4,
    address,
    memorySize: 0x1000,
    virtualAddress: 0,
  });
  const segments = [part(0x200800, 4), part(0x200000, 0)];
  const placed = placeElf(
    Buffer.from('heretail'),
    { bits: 64, machine: 62, entry: 0, segments },
    'vmlinux',
    placement(),
  );
  assert.equal(
    placed.map(({ address, size }) => [address, size]),
    [[0x200000, 0x2000]],
  );
  assert.is(Buffer.from(placed[0]!.bytes).toString('latin1').replace(/\0+/g, '-'), 'here-tail');
});

test('an entry that is a virtual address becomes the physical one', () => {
  const segment = { offset: 0, fileSize: 0, address: 0x1000000, memorySize: 0x1000, virtualAddress: 0xc1000000 };
  const elf = { bits: 32, machine: 3, entry: 0xc1000010, segments: [segment] } as const;
  assert.is(physicalEntry(elf), 0x1000010);
});

test('a kernel that wants memory which is not there is refused with the address', async () => {
  const file = await link(64, 0x40000000);
  assert.throws(() => prepareElf(wanted(file), machine, placement()), /vmlinux has to lie at address 0x40000000/);
});

test('a program that needs an interpreter, a cut file and other bytes are no kernels', async () => {
  const file = await link(64, 0x1000000);
  assert.is(readElf(await readFile(process.execPath)), undefined);
  for (let length = 0; length < file.length; length += 13) kindOfKernel(file.subarray(0, length));
  assert.is(readElf(file.subarray(0, 100)), undefined);
});

test('whatever stands in the headers, reading them ends without an exception', async () => {
  const file = await link(64, 0x1000000);
  let seed = 1;
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % limit;
  };
  for (let round = 0; round < 2000; round++) {
    const broken = Buffer.from(file);
    for (let change = 0; change < 4; change++) broken[random(176)] = random(256);
    const elf = readElf(broken);
    for (const { offset, fileSize } of elf?.segments ?? []) assert.ok(offset + fileSize <= broken.length);
    try {
      if (elf) prepareElf(wanted(broken), machine, placement());
    } catch (error) {
      assert.is((error as Error).name, 'LoadError', (error as Error).stack);
    }
  }
});

test.run();
