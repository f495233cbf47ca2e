// A bzImage for kexec_load(2). https://docs.kernel.org/arch/x86/boot.html, “64-bit Boot Protocol” and “32-bit …”

import { readBzImage } from '../images/bzimage.ts';
import { placeLinuxParts } from './linux-parts.ts';
import { LoadError } from './load-error.ts';
import { alignUp, pageSize } from './page.ts';
import type { Placement } from './placement.ts';
import { type Machine, makeSegment, type Prepared, type Wanted } from './prepared.ts';

const sectorSize = 512;
const entry64Offset = 0x200;
/** Where kernels that cannot be moved want to lie. */
const fixedAddress = 0x100000;
const fourGibibytes = 2 ** 32;
/** Bits of xloadflags. */
const xload = { kernel64: 1, above4GiB: 2 } as const;

/** What the setup header says of where the kernel may lie. Fields that older protocols lack have their old meaning. */
function readHeader(kernel: Uint8Array) {
  const view = new DataView(kernel.buffer, kernel.byteOffset, kernel.length);
  const version = view.getUint16(0x206, true);
  const setupSize = ((view.getUint8(0x1f1) || 4) + 1) * sectorSize;
  const codeSize = kernel.length - setupSize;
  const flags = version >= 0x20c ? view.getUint16(0x236, true) : 0;
  return {
    setupSize,
    relocatable: version >= 0x205 && view.getUint8(0x234) !== 0,
    alignment: version >= 0x205 ? view.getUint32(0x230, true) : pageSize,
    entry64: (flags & xload.kernel64) !== 0,
    above4GiB: (flags & xload.above4GiB) !== 0,
    preferred: version >= 0x20a ? Number(view.getBigUint64(0x258, true)) : fixedAddress,
    // Without a word from the kernel: what a decompressor of that time needed.
    memorySize: version >= 0x20a ? view.getUint32(0x260, true) : codeSize * 4,
    initrdMax: (version >= 0x203 ? view.getUint32(0x22c, true) : 0x37ffffff) + 1,
    cmdlineSize: version >= 0x206 ? view.getUint32(0x238, true) : 255,
  };
}

type Header = ReturnType<typeof readHeader>;

function placeKernel(name: string, header: Header, size: number, placement: Placement): number {
  if (!header.relocatable) {
    if (placement.takeAt(header.preferred, size)) return header.preferred;
    throw new LoadError(
      `The kernel ${name} has to lie at address 0x${header.preferred.toString(16)}, which is not free memory here. Use a relocatable kernel.`,
    );
  }
  const alignment = alignUp(Math.max(header.alignment, pageSize), pageSize);
  const max = header.entry64 && header.above4GiB ? Number.POSITIVE_INFINITY : fourGibibytes;
  return placement.take(`the kernel ${name}`, { size, alignment, min: header.preferred, max, low: true });
}

/**
 * Places the kernel, its initrd and its parameters. It is entered in 64-bit mode where it can be, and else, or where
 * `entry32` asks for that, in 32-bit mode. Raises LoadError.
 */
export function prepareBzImage(wanted: Wanted, machine: Machine, placement: Placement): Prepared {
  const { kernel, name, cmdline, initrd } = wanted;
  if (!readBzImage(kernel)) throw new LoadError(`${name} is no bzImage. Use another kernel.`);
  const header = readHeader(kernel);
  const mode64 = header.entry64 && !wanted.entry32;
  const code = kernel.subarray(header.setupSize);
  const size = Math.max(header.memorySize, code.length);
  const address = placeKernel(name, mode64 ? header : { ...header, entry64: false }, size, placement);
  const parts = {
    ...{ name, cmdline, initrd, header: kernel.subarray(0, header.setupSize) },
    ...{ cmdlineSize: header.cmdlineSize, initrdMax: header.initrdMax, initrdAnywhere: mode64 && header.above4GiB },
  };
  const { segments, parameters, cmdlineEnd } = placeLinuxParts(parts, machine, placement);
  return {
    segments: [makeSegment(address, code, size), ...segments],
    cmdlineEnd,
    start: mode64
      ? { mode: 64, entry: address + entry64Offset, parameters }
      : { mode: 32, entry: address, parameters, eax: 0, ebx: 0 },
  };
}
