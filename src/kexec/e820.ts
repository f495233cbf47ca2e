// The memory map in the form that x86 kernels take. https://docs.kernel.org/arch/x86/zero-page.html

import type { MemoryRange } from './memory-map.ts';

/** Bytes of an entry: address and size of 64 bits, type of 32. */
const entrySize = 20;

/** An e820 table: one entry for each range, in their order. */
export function encodeE820(map: readonly MemoryRange[]): Buffer {
  const table = Buffer.alloc(map.length * entrySize);
  for (const [index, { start, size, type }] of map.entries()) {
    table.writeBigUInt64LE(BigInt(start), index * entrySize);
    table.writeBigUInt64LE(BigInt(size), index * entrySize + 8);
    table.writeUInt32LE(type, index * entrySize + 16);
  }
  return table;
}
