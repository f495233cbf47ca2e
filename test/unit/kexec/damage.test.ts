// Damaged and hostile kernels on their way to kexec: each is prepared, or refused with a sentence.

import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../build/command.ts';
import { ensureTools } from '../../../build/tools.ts';
import { temporaryDirectory } from '../../../qemu/temporary.ts';
import { kindOfKernel } from '../../../src/kexec/image-kind.ts';
import { joinInitrds } from '../../../src/kexec/initrd.ts';
import { checkKernel } from '../../../src/kexec/kernel.ts';
import { LoadError } from '../../../src/kexec/load-error.ts';
import { Placement } from '../../../src/kexec/placement.ts';
import { prepareBzImage } from '../../../src/kexec/prepare-bzimage.ts';
import { prepareElf } from '../../../src/kexec/prepare-elf.ts';
import { prepareMultiboot } from '../../../src/kexec/prepare-multiboot.ts';
import type { Machine, Prepared, Wanted } from '../../../src/kexec/prepared.ts';
import { readUnpacked } from '../../../src/kexec/read-file.ts';
import { unwrapKernel } from '../../../src/kexec/unwrap.ts';
import { damage } from '../../fuzz/damage.ts';
import { Random } from '../../fuzz/random.ts';
import { compress, compressors } from '../images/compressors.ts';
import { amd64Kernel } from '../images/real-kernels.ts';
import { zbootImage } from '../images/zboot-image.ts';
import { peImage } from '../pe-image.ts';

await ensureTools(['as', 'ld', 'objcopy']);
const directory = await temporaryDirectory();
test.after(directory.remove);
const at = (name: string) => join(directory.path, name);

const INPUTS = 2_000;
/** Of processor time for one input, in milliseconds: many times what it takes. */
const MAX_TIME = 2_000;
/** Bytes that one input may add to what this process has ever used. */
const MAX_MEMORY = 64 * 2 ** 20;
const mebibyte = 2 ** 20;
const memory = [{ start: mebibyte, size: 255 * mebibyte, type: 1 }];

/** A bzImage with the setup code of a real one and the first bytes of its kernel, which its header calls the whole. */
async function shortKernel(): Promise<Buffer> {
  const whole = readFileSync((await amd64Kernel()).path);
  const setup = (whole.readUInt8(0x1f1) + 1) * 512;
  const kernel = Buffer.from(whole.subarray(0, setup + 4096));
  kernel.writeUInt32LE(4096 / 16, 0x1f4);
  return kernel;
}

/** Headers of both Multiboot Specifications, and what the first one asks for in place of an ELF header. */
const program = `
.globl _start, end
.text
start:
.ifdef ONE
  .long 0x1badb002, FLAGS, -0x1badb002 - FLAGS, start, start, 0, end, _start
.endif
.ifdef TWO
  .align 8
header:
  .long 0xe85250d6, 0, after - header, -(0xe85250d6 + after - header)
  .word 3, 0
  .long 12, _start, 0
  .word 10, 0
  .long 24, 0x100000, 0x8000000, 0x200000, 0
  .word 0, 0
  .long 8
after:
.endif
_start:
  .fill 64, 1, 0x90
.bss
  .skip 8192
end:
`;

/** Assembles and links the program at 2 MiB. @param symbols what is in it @returns its ELF file, and its plain bytes */
async function link(bits: 32 | 64, ...symbols: string[]): Promise<{ elf: Buffer; flat: Buffer }> {
  const timeout = 30_000;
  writeFileSync(at('program.s'), program);
  const defines = symbols.flatMap((symbol) => ['--defsym', symbol]);
  await run('as', [`--${bits}`, ...defines, at('program.s'), '-o', at('program.o')], { timeout });
  const emulation = bits === 32 ? 'elf_i386' : 'elf_x86_64';
  await run('ld', ['-m', emulation, '-N', '-Ttext=0x200000', at('program.o'), '-o', at('program')], { timeout });
  await run('objcopy', ['-O', 'binary', at('program'), at('program.bin')], { timeout });
  return { elf: readFileSync(at('program')), flat: readFileSync(at('program.bin')) };
}

const bzImage = await shortKernel();
const vmlinux = await link(64);

/** What each is prepared as, and the file. All compressions are damaged in test/unit/images. */
const seeds: Readonly<Record<string, readonly [as: string, file: Uint8Array]>> = {
  bzImage: ['bzImage', bzImage],
  'ELF of 64 bits': ['elf', vmlinux.elf],
  'ELF of 32 bits': ['elf', (await link(32)).elf],
  'Multiboot 1, ELF': ['multiboot', (await link(32, 'ONE=1', 'FLAGS=3')).elf],
  'Multiboot 1 that says itself where it goes': ['multiboot', (await link(32, 'ONE=1', 'FLAGS=0x10003')).flat],
  'Multiboot 2': ['multiboot2', (await link(32, 'TWO=1')).elf],
  'unified kernel image': [
    'bzImage',
    peImage([
      ['.osrel', 'ID=debian\n'],
      ['.cmdline', 'quiet'],
      ['.ucode', 'microcode'],
      ['.initrd', 'an initrd'],
      ['.linux', bzImage],
      ['.profile', 'ID=other\n'],
      ['.cmdline', 'other'],
    ]),
  ],
  'ELF in gzip': ['elf', compress(vmlinux.elf, compressors.gzip)],
  'ELF in zboot': ['elf', zbootImage(compress(vmlinux.elf, compressors.gzip), 'gzip')],
};

const file = openSync(at('kernel'), 'w+');
test.after(() => closeSync(file));

const preparers = {
  bzImage: prepareBzImage,
  elf: prepareElf,
  multiboot: (...args: [Wanted, Machine, Placement]) => prepareMultiboot(1, ...args),
  multiboot2: (...args: [Wanted, Machine, Placement]) => prepareMultiboot(2, ...args),
};

/** What PID 1 does with a kernel up to the system call. Raises LoadError, and nothing else. */
async function prepare(bytes: Uint8Array): Promise<readonly [as: string, prepared: Prepared]> {
  ftruncateSync(file, 0);
  writeSync(file, bytes, 0, bytes.length, 0);
  const part = { fd: file, offset: 0, size: bytes.length };
  const image = await unwrapKernel(part, '/vmlinuz', { limit: 32 * mebibyte });
  try {
    checkKernel(image.kernel, '/vmlinuz', 'quiet');
    const initrd = await joinInitrds([...image.before, Buffer.from('initrd'), ...image.after]);
    await initrd?.close();
    const kernel = await readUnpacked(image.kernel, '/vmlinuz');
    const kind = kindOfKernel(kernel);
    if (!kind) throw new LoadError('/vmlinuz is no kernel. Use another one.');
    const wanted = { kernel, name: '/vmlinuz', cmdline: 'quiet', modules: [] };
    return [kind, preparers[kind](wanted, { memory }, new Placement([{ start: mebibyte, end: 256 * mebibyte }]))];
  } finally {
    await image.close();
  }
}

/** The segments lie in memory that there is, in whole pages, and none on another. */
function check({ segments }: Prepared): void {
  const sorted = segments.toSorted((one, other) => one.address - other.address);
  for (const [index, { address, bytes, size }] of sorted.entries()) {
    const end = address + size;
    assert.ok(address >= mebibyte && end <= 256 * mebibyte && address % 4096 === 0 && size % 4096 === 0);
    assert.ok(bytes.length <= size && (sorted[index + 1]?.address ?? end) >= end);
  }
}

/** The most memory that this process has had so far, in bytes. */
const peak = () => process.resourceUsage().maxRSS * 1024;

for (const [kind, [as, seed]] of Object.entries(seeds)) {
  test(`${kind}: ${INPUTS} damaged ones are prepared or refused with a sentence, in time and in little memory`, async () => {
    const [whole, prepared] = await prepare(seed);
    assert.is(whole, as, 'the one that is not damaged is prepared');
    check(prepared);
    let refused = 0;
    for (let input = 0; input < INPUTS; input++) {
      const bytes = damage(seed, new Random(input));
      const [before, most] = [process.cpuUsage(), peak()];
      try {
        check((await prepare(bytes))[1]);
      } catch (error) {
        if (!(error instanceof LoadError)) throw new Error(`input ${input}`, { cause: error });
        assert.match(error.message, /^[A-Z/].*\. [A-Z].*\.$/);
        refused++;
      }
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < MAX_TIME * 1000, `input ${input} took ${(user + system) / 1000} ms`);
      assert.ok(peak() - most < MAX_MEMORY, `input ${input} took ${Math.round((peak() - most) / mebibyte)} MiB`);
    }
    assert.ok(refused > INPUTS / 100, `only ${refused} were refused`);
  });
}

test.run();
