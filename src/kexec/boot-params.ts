// What an x86 kernel is told at its start: the zero page. https://docs.kernel.org/arch/x86/zero-page.html and
// https://docs.kernel.org/arch/x86/boot.html#details-of-header-fields have the offsets.

import { randomBytes } from 'node:crypto';
import { encodeE820 } from './e820.ts';
import { describeEfi, type EfiState } from './efi-state.ts';
import type { MemoryRange } from './memory-map.ts';
import { alignUp } from './page.ts';
import { parametersSize } from './running-parameters.ts';

const at = {
  initrdHigh: 0xc0,
  initrdSizeHigh: 0xc4,
  cmdlineHigh: 0xc8,
  efiInfo: 0x1c0,
  alternativeMemory: 0x1e0,
  e820Entries: 0x1e8,
  header: 0x1f1,
  headerEnd: 0x201,
  loader: 0x210,
  loadFlags: 0x211,
  initrd: 0x218,
  initrdSize: 0x21c,
  cmdline: 0x228,
  setupData: 0x250,
  e820: 0x2d0,
} as const;

/** What the firmware told the running kernel and the next one is told again: offset and size. */
const inherited = [
  [0x000, 0x40], // screen_info
  [0x070, 8], // acpi_rsdp_addr
  [0x140, 0x80], // edid_info
  [0x1c0, 0x20], // efi_info
  [0x1e9, 2], // eddbuf_entries, edd_mbr_sig_buf_entries
  [0x1ec, 1], // secure_boot
  [0x290, 0x40], // edd_mbr_sig_buffer
  [0xd00, 0x1ec], // eddbuf
] as const;

/** The loader's number, 0xd for kexec, in the upper four bits. */
const kexecLoader = 0xd0;
/** The entries that the zero page has room for; the others follow as setup data. */
const e820Room = 128;
/** Kinds of setup data, https://docs.kernel.org/arch/x86/boot.html, field setup_data. */
const setupType = { e820: 1, efi: 4, randomSeed: 9 } as const;
const seedSize = 32;
/** Bytes in front of each setup data: address of the next, type, length. */
const setupHead = 16;

export interface BootParameters {
  /** The first sectors of a bzImage, or a header made up for a kernel that has none, of {@link parametersSize} at most. */
  readonly header: Uint8Array;
  readonly cmdline: string;
  readonly memory: readonly MemoryRange[];
  readonly initrd?: { readonly address: number; readonly size: number };
  /** Those of the running kernel. */
  readonly running?: Uint8Array | undefined;
  /** Where the machine was started by UEFI. */
  readonly efi?: EfiState | undefined;
}

/** The parameters before it is known where they will lie. */
export interface ParameterArea {
  /** Bytes. */
  readonly size: number;
  /** Where the cmdline ends, without its NUL: bytes from the start. */
  readonly cmdlineEnd: number;
  /** The bytes for the physical address `address`; the zero page comes first. */
  at(address: number): Buffer;
}

/** The zero page, and behind it the cmdline and the setup data that it points to. */
export function makeBootParameters(wanted: BootParameters): ParameterArea {
  const cmdline = Buffer.from(`${wanted.cmdline}\0`);
  const setupData = collectSetupData(wanted);
  const runtimeMap = wanted.efi?.runtimeMap ?? Buffer.alloc(0);
  const offsets: number[] = [];
  let size = parametersSize;
  for (const { length } of [cmdline, runtimeMap, ...setupData]) {
    offsets.push(size);
    size = alignUp(size + length, 8);
  }
  const [cmdlineOffset, runtimeMapOffset, ...setupOffsets] = offsets as [number, number, ...number[]];

  return {
    size,
    cmdlineEnd: cmdlineOffset + cmdline.length - 1,
    at(address) {
      const area = Buffer.alloc(size);
      writeZeroPage(area, wanted);
      writeSplit(area, at.cmdline, at.cmdlineHigh, address + cmdlineOffset);
      cmdline.copy(area, cmdlineOffset);
      area.fill(0, at.efiInfo, at.efiInfo + 0x20);
      if (wanted.efi) {
        describeEfi(wanted.efi, address + runtimeMapOffset).copy(area, at.efiInfo);
        runtimeMap.copy(area, runtimeMapOffset);
      }
      let next = 0;
      for (const [index, data] of setupData.entries()) {
        data.copy(area, setupOffsets[index]!);
        area.writeBigUInt64LE(BigInt(next), setupOffsets[index]!);
        next = address + setupOffsets[index]!;
      }
      area.writeBigUInt64LE(BigInt(next), at.setupData);
      return area;
    },
  };
}

function writeZeroPage(area: Buffer, { header, memory, initrd, running }: BootParameters): void {
  for (const [offset, size] of running ? inherited : []) area.set(running!.subarray(offset, offset + size), offset);
  // The header ends where the jump at its beginning leads to.
  const end = Math.min(at.headerEnd + 1 + header[at.headerEnd]!, 0x290);
  area.set(header.subarray(at.header, end), at.header);
  area[at.loader] = kexecLoader;
  area[at.loadFlags] = 0;
  writeSplit(area, at.initrd, at.initrdHigh, initrd?.address ?? 0);
  writeSplit(area, at.initrdSize, at.initrdSizeHigh, initrd?.size ?? 0);
  const table = encodeE820(memory.slice(0, e820Room));
  table.copy(area, at.e820);
  area[at.e820Entries] = Math.min(memory.length, e820Room);
  area.writeUInt32LE(kibibytesAboveFirstMebibyte(memory), at.alternativeMemory);
}

function writeSplit(area: Buffer, low: number, high: number, value: number): void {
  area.writeUInt32LE(value % 2 ** 32, low);
  area.writeUInt32LE(Math.floor(value / 2 ** 32), high);
}

/** What the BIOS would have answered to INT 15h, AH=88h: of the RAM that begins below the first mebibyte's end. */
function kibibytesAboveFirstMebibyte(memory: readonly MemoryRange[]): number {
  const mebibyte = 2 ** 20;
  const range = memory.find(({ start, size, type }) => type === 1 && start <= mebibyte && start + size > mebibyte);
  return range ? Math.min((range.start + range.size - mebibyte) / 1024, 0xffffffff) >>> 0 : 0;
}

function collectSetupData({ memory, efi }: BootParameters): Buffer[] {
  const more = encodeE820(memory.slice(e820Room));
  return [
    setupData(setupType.randomSeed, randomBytes(seedSize)),
    ...(more.length > 0 ? [setupData(setupType.e820, more)] : []),
    ...(efi ? [setupData(setupType.efi, efi.tables)] : []),
  ];
}

function setupData(type: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(setupHead);
  head.writeUInt32LE(type, 8);
  head.writeUInt32LE(content.length, 12);
  return Buffer.concat([head, content]);
}
