// Kernels of the Multiboot Specification, version 1 or 2, with their modules: Xen, for one.

import { readElf } from './elf.ts';
import { LoadError } from './load-error.ts';
import { readMultibootHeader } from './multiboot-header.ts';
import { type LoadedModule, makeMultiboot2Info, makeMultibootInfo } from './multiboot-info.ts';
import { readMultiboot2Header } from './multiboot2-header.ts';
import { alignDown, alignUp, pageSize } from './page.ts';
import type { Placement } from './placement.ts';
import { physicalEntry, placeElf } from './prepare-elf.ts';
import { type Machine, makeSegment, type Prepared, type Wanted } from './prepared.ts';

const fourGibibytes = 2 ** 32;
/** What the kernel finds in eax. */
const magic = { 1: 0x2badb002, 2: 0x36d76289 } as const;

/** Places the kernel, its modules and its information. Raises LoadError. @param version of the specification */
export function prepareMultiboot(version: 1 | 2, wanted: Wanted, machine: Machine, placement: Placement): Prepared {
  const { segments, entry, loadBase } = version === 1 ? placeOld(wanted, placement) : placeNew(wanted, placement);
  const modules: LoadedModule[] = [];
  for (const { bytes, cmdline } of wanted.modules) {
    const start = placement.take(`the module ${cmdline.split(' ')[0]}`, { size: bytes.length, max: fourGibibytes });
    segments.push(makeSegment(start, bytes));
    modules.push({ start, end: start + bytes.length, cmdline });
  }
  // The first word is the kernel's name, which kernels leave out unless GRUB has loaded them.
  const cmdline = `${wanted.name} ${withoutBios(wanted)}`.trimEnd();
  const facts = { cmdline, modules, memory: machine.memory };
  const make = (at: number): Buffer =>
    version === 1 ? makeMultibootInfo(facts, at) : makeMultiboot2Info(facts, loadBase);
  const place = placement.take("the kernel's information", { size: make(0).length, max: fourGibibytes });
  segments.push(makeSegment(place, make(place)));
  return { segments, start: { mode: 32, entry, parameters: 0, eax: magic[version], ebx: place } };
}

/**
 * Xen begins by asking the BIOS for memory and disks, and never gets an answer where a kernel has used the disks since;
 * this parameter has it take what the boot loader says. It stands in the kernels that know it.
 * https://xenbits.xen.org/docs/4.17-testing/misc/xen-command-line.html#no-real-mode-x86
 */
function withoutBios({ kernel, cmdline }: Wanted): string {
  const parameter = 'no-real-mode';
  const given = cmdline.split(' ').some((word) => word.startsWith(parameter));
  return given || !Buffer.from(kernel.buffer, kernel.byteOffset, kernel.length).includes(`${parameter}\0`)
    ? cmdline
    : `${parameter} ${cmdline}`;
}

interface Placed {
  readonly segments: Prepared['segments'][number][];
  readonly entry: number;
  /** Where a relocatable kernel lies. */
  readonly loadBase?: number;
}

function placeOld({ kernel, name }: Wanted, placement: Placement): Placed {
  const header = readMultibootHeader(kernel);
  if (!header) throw new LoadError(`${name} has no Multiboot header whose demands can be met. Use another kernel.`);
  if (!header.load) return placeExecutable(kernel, name, placement);
  const { offset, fileSize, address, memorySize, entry } = header.load;
  const program = { offset, fileSize, address, memorySize, virtualAddress: address };
  const elf = { bits: 32, machine: 0, entry, segments: [program] } as const;
  return { segments: placeElf(kernel, elf, name, placement), entry };
}

function placeNew({ kernel, name }: Wanted, placement: Placement): Placed {
  const header = readMultiboot2Header(kernel);
  if (!header) throw new LoadError(`${name} has no Multiboot2 header. Use another kernel.`);
  if (header.unknown.length > 0) {
    throw new LoadError(
      `${name} asks its boot loader for what baton does not know (Multiboot2 tags ${header.unknown.join(', ')}). Use another version of it.`,
    );
  }
  const placed = placeExecutable(kernel, name, placement, header.relocatable);
  return header.entry === undefined ? placed : { ...placed, entry: header.entry + placed.moved };
}

/** An ELF file lies at its own addresses, or where these are not free and it can be moved, as low as it may. */
function placeExecutable(
  kernel: Uint8Array,
  name: string,
  placement: Placement,
  relocatable?: { readonly min: number; readonly max: number; readonly alignment: number },
): Placed & { readonly moved: number } {
  const elf = readElf(kernel);
  if (!elf) throw new LoadError(`${name} has a Multiboot header, but its ELF headers are damaged. Reinstall it.`);
  const start = alignDown(Math.min(...elf.segments.map(({ address }) => address)), pageSize);
  const end = Math.max(...elf.segments.map(({ address, memorySize }) => address + memorySize));
  let base = start;
  if (relocatable && !placement.isFree(start, end - start)) {
    const { min, max, alignment } = relocatable;
    // It is moved by whole pages, whatever alignment its header asks for.
    const bounds = { alignment: alignUp(Math.max(alignment, 1), pageSize), min, max: max + 1, low: true };
    // Where there is no room, its own addresses are the ones to be named.
    base = placement.find({ size: end - start, ...bounds }) ?? start;
  }
  const segments = placeElf(kernel, elf, name, placement, base - start);
  const moved = base - start;
  return { segments, entry: physicalEntry(elf) + moved, moved, ...(relocatable ? { loadBase: base } : {}) };
}
