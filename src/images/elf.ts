// ELF executables, as `vmlinux` and hypervisors are. https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html

import { Bytes } from './bytes.ts';
import type { Format } from './image.ts';

export interface Elf {
  readonly format: 'elf';
  readonly architecture: string;
  readonly bits: 32 | 64;
  readonly byteOrder: 'little' | 'big';
  /** `executable`, `shared` (which position-independent kernels are), `relocatable` (kernel modules), or `other`. */
  readonly type: 'executable' | 'shared' | 'relocatable' | 'other';
  /** Address where it begins. */
  readonly entry: number;
  /** How many parts of it are to be loaded (PT_LOAD). */
  readonly segments: number;
  /** The versions of the multiboot protocol by which it can be started. */
  readonly multiboot: readonly (1 | 2)[];
}

const types: Readonly<Record<number, Elf['type']>> = { 1: 'relocatable', 2: 'executable', 3: 'shared' };
/** e_machine. */
const machines: Readonly<Record<number, string>> = {
  ...{ 2: 'sparc', 3: 'i386', 4: 'm68k', 8: 'mips', 15: 'parisc', 18: 'sparc32plus', 20: 'ppc', 21: 'ppc64' },
  ...{ 22: 's390', 40: 'arm', 42: 'sh', 43: 'sparc64', 50: 'ia64', 62: 'x86_64', 183: 'arm64', 243: 'riscv' },
  ...{ 258: 'loongarch', 36902: 'alpha' },
};
const PT_LOAD = 1;
const MAX_SEGMENTS = 1024;

export const elf: Format = {
  name: 'elf',
  recognise: async (source, head) => {
    const [bits, order] = [head.u8(4), head.u8(5)];
    if (!head.has('\x7fELF') || bits < 1 || bits > 2 || order < 1 || order > 2) return undefined;
    const wide = bits === 2;
    const byteOrder = order === 1 ? 'little' : 'big';
    const header = new Bytes(head.array, byteOrder);
    const table = wide ? header.u64(32) : header.u32(28);
    const [size, count] = wide ? [header.u16(54), header.u16(56)] : [header.u16(42), header.u16(44)];
    const segments = new Bytes(await source.read(table, size * Math.min(count, MAX_SEGMENTS)), byteOrder);
    const loads = Array.from({ length: Math.min(count, MAX_SEGMENTS) }, (_, index) => segments.u32(index * size));
    return {
      format: 'elf',
      architecture: machines[header.u16(18)] ?? `e_machine ${header.u16(18)}`,
      bits: wide ? 64 : 32,
      byteOrder,
      type: types[header.u16(16)] ?? 'other',
      entry: wide ? header.u64(24) : header.u32(24),
      segments: loads.filter((type) => type === PT_LOAD).length,
      multiboot: [...(hasMultiboot1(head) ? [1 as const] : []), ...(hasMultiboot2(head) ? [2 as const] : [])],
    };
  },
};

/** https://www.gnu.org/software/grub/manual/multiboot/multiboot.html#Header-layout */
function hasMultiboot1(head: Bytes): boolean {
  for (let at = 0; at + 12 <= Math.min(head.length, 8192); at += 4)
    if (head.u32(at) === 0x1badb002 && (head.u32(at) + head.u32(at + 4) + head.u32(at + 8)) % 2 ** 32 === 0)
      return true;
  return false;
}

/** https://www.gnu.org/software/grub/manual/multiboot2/multiboot.html#Header-layout */
function hasMultiboot2(head: Bytes): boolean {
  for (let at = 0; at + 16 <= Math.min(head.length, 32768); at += 8) {
    const sum = head.u32(at) + head.u32(at + 4) + head.u32(at + 8) + head.u32(at + 12);
    if (head.u32(at) === 0xe85250d6 && sum % 2 ** 32 === 0) return true;
  }
  return false;
}
