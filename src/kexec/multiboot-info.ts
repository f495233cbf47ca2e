// What a kernel is told by its boot loader, in the forms of both versions of the Multiboot Specification.

import { type MemoryRange, memoryTypes } from './memory-map.ts';
import { alignUp } from './page.ts';

/** Addresses are physical, below 4 GiB, and in bytes; `end` is that of the first byte behind the module. */
export interface LoadedModule {
  readonly start: number;
  readonly end: number;
  readonly cmdline: string;
}

export interface MultibootInfo {
  readonly cmdline: string;
  readonly modules: readonly LoadedModule[];
  readonly memory: readonly MemoryRange[];
}

const loaderName = 'baton';
const mebibyte = 2 ** 20;

/** KiB of RAM from address 0 on, and from 1 MiB on, each up to the first hole. */
function lowerAndUpper(memory: readonly MemoryRange[]): [number, number] {
  const ram = memory.filter(({ type }) => type === memoryTypes.ram);
  const end = ({ start, size }: MemoryRange): number => start + size;
  // Linux hides the first pages of memory.
  const lower = ram.find(({ start }) => start <= 65_536);
  const upper = ram.find((range) => range.start <= mebibyte && end(range) > mebibyte);
  const kibibytes = (bytes: number): number => Math.min(Math.floor(bytes / 1024), 0xffffffff);
  return [lower ? kibibytes(Math.min(end(lower), mebibyte)) : 0, upper ? kibibytes(end(upper) - mebibyte) : 0];
}

/** Types 1 to 4 are those of an e820 table; what is neither is reserved. */
const mapType = (type: number): number => (type <= 4 ? type : memoryTypes.reserved);

/**
 * The information of version 1 for the address `address`.
 * https://www.gnu.org/software/grub/manual/multiboot/multiboot.html#Boot-information-format
 */
export function makeMultibootInfo({ cmdline, modules, memory }: MultibootInfo, address: number): Buffer {
  const flag = { memory: 1, cmdline: 4, modules: 8, map: 64, loader: 512 } as const;
  const strings = [cmdline, loaderName, ...modules.map((module) => module.cmdline)].map((text) =>
    Buffer.from(`${text}\0`),
  );
  const [size, moduleSize, entrySize] = [120, 16, 24];
  const moduleTable = size;
  const map = moduleTable + modules.length * moduleSize;
  let end = map + memory.length * entrySize;
  const stringAddresses = strings.map((text) => {
    end += text.length;
    return address + end - text.length;
  });
  const info = Buffer.alloc(end);
  const put = (offset: number, ...values: number[]): void => {
    for (const [index, value] of values.entries()) info.writeUInt32LE(value, offset + index * 4);
  };

  put(0, flag.memory | flag.cmdline | flag.modules | flag.map | flag.loader, ...lowerAndUpper(memory));
  put(16, stringAddresses[0]!, modules.length, address + moduleTable);
  put(44, memory.length * entrySize, address + map);
  put(64, stringAddresses[1]!);
  for (const [index, module] of modules.entries())
    put(moduleTable + index * moduleSize, module.start, module.end, stringAddresses[index + 2]!);
  for (const [index, range] of memory.entries()) {
    const at = map + index * entrySize;
    // The size does not count itself.
    info.writeUInt32LE(entrySize - 4, at);
    info.writeBigUInt64LE(BigInt(range.start), at + 4);
    info.writeBigUInt64LE(BigInt(range.size), at + 12);
    info.writeUInt32LE(mapType(range.type), at + 20);
  }
  Buffer.concat(strings).copy(info, map + memory.length * entrySize);
  return info;
}

/**
 * The information of version 2; it has no pointers into itself. `loadBase` is where a relocatable kernel lies.
 * https://www.gnu.org/software/grub/manual/multiboot2/multiboot.html#Boot-information-format
 */
export function makeMultiboot2Info({ cmdline, modules, memory }: MultibootInfo, loadBase?: number): Buffer {
  const tag = { end: 0, cmdline: 1, loader: 2, module: 3, basicMemory: 4, map: 6, loadBase: 21 } as const;
  const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
  const text = (value: string): Buffer => Buffer.from(`${value}\0`);
  const entries = memory.map(({ start, size, type }) => {
    const entry = Buffer.alloc(24);
    entry.writeBigUInt64LE(BigInt(start), 0);
    entry.writeBigUInt64LE(BigInt(size), 8);
    entry.writeUInt32LE(mapType(type), 16);
    return entry;
  });
  const body = Buffer.concat([
    makeTag(tag.cmdline, text(cmdline)),
    makeTag(tag.loader, text(loaderName)),
    ...modules.map(({ start, end, cmdline }) => makeTag(tag.module, words(start, end), text(cmdline))),
    makeTag(tag.basicMemory, words(...lowerAndUpper(memory))),
    makeTag(tag.map, words(24, 0), ...entries),
    ...(loadBase === undefined ? [] : [makeTag(tag.loadBase, words(loadBase))]),
    makeTag(tag.end),
  ]);
  return Buffer.concat([words(8 + body.length, 0), body]);
}

function makeTag(type: number, ...content: readonly Buffer[]): Buffer {
  const size = 8 + content.reduce((sum, { length }) => sum + length, 0);
  const tag = Buffer.alloc(alignUp(size, 8));
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(size, 4);
  Buffer.concat(content).copy(tag, 8);
  return tag;
}
