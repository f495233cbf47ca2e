// The memory of the machine as its firmware described it to the first kernel.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIomem } from './iomem.ts';

/** What a range is, by the names that the kernel gives them, with their numbers in an e820 table. */
const kinds: Readonly<Record<string, number>> = {
  'System RAM': 1,
  Reserved: 2,
  'ACPI Tables': 3,
  'ACPI Non-volatile Storage': 4,
  'Unusable memory': 5,
  'Persistent Memory': 7,
  'Persistent Memory (legacy)': 12,
  'Soft Reserved': 0xefffffff,
};

/** https://uefi.org/specs/ACPI/6.5/15_System_Address_Map_Interfaces.html#address-range-types */
export const memoryTypes = { ram: 1, reserved: 2, acpiTables: 3, acpiStorage: 4 } as const;

/** Physical addresses and sizes in bytes. */
export interface MemoryRange {
  readonly start: number;
  readonly size: number;
  /** The number that an e820 table has for it, {@link memoryTypes} among them. */
  readonly type: number;
}

/** More than any firmware has, so that no table grows without a bound. */
const most = 4096;

/**
 * Reads /sys/firmware/memmap, or /proc/iomem where the kernel was built without it, and sorts it by address. What has
 * no known type is reserved. Empty where neither can be read.
 */
export function readMemoryMap(directory = '/sys/firmware/memmap', iomem = '/proc/iomem'): MemoryRange[] {
  return (fromFirmware(directory) ?? fromIomem(iomem)).slice(0, most).sort((one, other) => one.start - other.start);
}

function fromFirmware(directory: string): MemoryRange[] | undefined {
  try {
    const ranges = readdirSync(directory).map((name) => {
      const field = (file: string) => readFileSync(join(directory, name, file), 'utf8').trim();
      return range(Number(field('start')), Number(field('end')), field('type'));
    });
    return ranges.length === 0 ? undefined : ranges;
  } catch {
    return undefined;
  }
}

function fromIomem(file: string): MemoryRange[] {
  try {
    return parseIomem(readFileSync(file, 'utf8'))
      .filter(({ depth, name }) => depth === 0 && name in kinds)
      .map(({ start, end, name }) => range(start, end, name));
  } catch {
    return [];
  }
}

/** @param end the address of the last byte */
function range(start: number, end: number, name: string): MemoryRange {
  return { start, size: end - start + 1, type: kinds[name] ?? memoryTypes.reserved };
}
