// A Linux kernel as ELF (vmlinux) for kexec_load(2). It is entered as the decompressor of a bzImage would do it, and so
// it gets the same parameters.

import { type Elf, elfMachines, readElf } from './elf.ts';
import { placeLinuxParts } from './linux-parts.ts';
import { LoadError } from './load-error.ts';
import { alignDown, alignUp, pageSize } from './page.ts';
import type { Placement } from './placement.ts';
import { type Machine, makeSegment, type Prepared, type Wanted } from './prepared.ts';

const fourGibibytes = 2 ** 32;
/** COMMAND_LINE_SIZE of x86 without the closing NUL. */
const cmdlineSize = 2047;
/** A setup header for a kernel that has lost its own: up to `init_size` of protocol 2.12. */
const headerLength = 0x264;

function makeHeader(): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16LE(0xaa55, 0x1fe);
  header.writeUInt8(headerLength - 0x202, 0x201);
  header.write('HdrS', 0x202, 'latin1');
  header.writeUInt16LE(0x20c, 0x206);
  header.writeUInt32LE(0x7fffffff, 0x22c);
  header.writeUInt32LE(cmdlineSize, 0x238);
  return header;
}

/** Takes the memory that the segments name and makes segments of it. Raises LoadError where some of it is not free. */
export function placeElf(file: Uint8Array, elf: Elf, name: string, placement: Placement, offset = 0) {
  return mergePages(elf).map(({ address, memorySize, parts }) => {
    const start = address + offset;
    if (!placement.takeAt(start, memorySize)) {
      throw new LoadError(
        `The kernel ${name} has to lie at address 0x${start.toString(16)}, which is not free memory here. Give the machine more memory, or use another kernel.`,
      );
    }
    const used = Math.max(...parts.map((part) => part.address - address + part.fileSize));
    const bytes = Buffer.alloc(used);
    for (const part of parts)
      bytes.set(file.subarray(part.offset, part.offset + part.fileSize), part.address - address);
    return makeSegment(start, bytes, memorySize);
  });
}

/** Segments that share pages become one, since kexec_load takes whole pages. */
function mergePages({ segments }: Elf) {
  const merged: { address: number; memorySize: number; parts: Elf['segments'][number][] }[] = [];
  for (const part of segments.toSorted((one, other) => one.address - other.address)) {
    const last = merged.at(-1);
    const start = alignDown(part.address, pageSize);
    if (last && start < alignUp(last.address + last.memorySize, pageSize)) {
      last.memorySize = Math.max(last.memorySize, part.address + part.memorySize - last.address);
      last.parts.push(part);
    } else {
      merged.push({ address: start, memorySize: part.address + part.memorySize - start, parts: [part] });
    }
  }
  return merged;
}

/** The entry as a physical address: a kernel may name the virtual one. */
export function physicalEntry({ entry, segments }: Elf): number {
  const virtual = segments.find(
    ({ virtualAddress, memorySize }) => entry >= virtualAddress && entry < virtualAddress + memorySize,
  );
  const physical = segments.some(({ address, memorySize }) => entry >= address && entry < address + memorySize);
  return virtual && !physical ? entry - virtual.virtualAddress + virtual.address : entry;
}

/** Places the kernel, its initrd and its parameters. Raises LoadError. */
export function prepareElf(wanted: Wanted, machine: Machine, placement: Placement): Prepared {
  const { kernel, name, cmdline, initrd } = wanted;
  const elf = readElf(kernel);
  const machines: readonly number[] = Object.values(elfMachines);
  if (!elf || !machines.includes(elf.machine))
    throw new LoadError(`${name} is no kernel for this processor, or it is cut off. Use another kernel.`);
  const own = placeElf(kernel, elf, name, placement);
  const parts = { name, header: makeHeader(), cmdline, cmdlineSize, initrd, initrdMax: fourGibibytes };
  const { segments, parameters, cmdlineEnd } = placeLinuxParts(parts, machine, placement);
  const entry = physicalEntry(elf);
  return {
    segments: [...own, ...segments],
    cmdlineEnd,
    start: elf.bits === 64 ? { mode: 64, entry, parameters } : { mode: 32, entry, parameters, eax: 0, ebx: 0 },
  };
}
