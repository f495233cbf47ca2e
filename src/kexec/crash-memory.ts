// A crash kernel runs in the memory that was reserved for it, and finds in a core header what memory the crashed kernel
// had. https://docs.kernel.org/admin-guide/kdump/kdump.html

import { readFileSync } from 'node:fs';
import { makeCoreHeader } from './core-header.ts';
import { parseIomem } from './iomem.ts';
import { LoadError } from './load-error.ts';
import { type MemoryRange, memoryTypes } from './memory-map.ts';
import { alignUp, pageSize } from './page.ts';
import { Placement, type Span, without } from './placement.ts';
import { type Machine, makeSegment, type Prepared } from './prepared.ts';

/** Every x86 kernel starts its other processors from here, and so the crash kernel is going to overwrite it. */
const lowMemory: Span = { start: 0, end: 0xa0000 };

export interface CrashMemory {
  readonly placement: Placement;
  /** The cmdline with what the crash kernel has to know. */
  readonly cmdline: string;
  /** What the crash kernel may use, and what is no RAM at all. */
  readonly memory: readonly MemoryRange[];
  readonly segments: Prepared['segments'];
  readonly backup: { readonly from: number; readonly to: number; readonly size: number };
}

/** The memory reserved for a crash kernel, by address; none where there is none, or the reader is not root. */
export function crashRegions(iomem: string): Span[] {
  return parseIomem(iomem)
    .filter(({ name, end }) => name === 'Crash kernel' && end > 0)
    .map(({ start, end }) => ({ start, end: end + 1 }));
}

/**
 * Divides the reserved memory.
 * @param bounds which of it may be used
 * Raises LoadError where none is reserved, or the running kernel hides what is needed.
 */
export function prepareCrashMemory({ memory, efi }: Machine, cmdline: string, bounds: Partial<Span> = {}): CrashMemory {
  const iomem = readFileSync('/proc/iomem', 'utf8');
  const regions = crashRegions(iomem);
  // Of two the upper one is for kernels; the lower one only holds buffers for devices.
  const region = regions.at(-1);
  if (!region) {
    throw new LoadError(
      'No memory is reserved for a crash kernel. Start the system with crashkernel=256M on its command line.',
    );
  }
  const placement = new Placement([region], bounds, 'Reserve more for the crash kernel (crashkernel=).');
  const low = memory.find(({ start, size, type }) => type === memoryTypes.ram && start + size <= lowMemory.end);
  const from = low ? alignUp(low.start, pageSize) : lowMemory.start;
  const size = Math.floor(((low ? low.start + low.size : lowMemory.end) - from) / pageSize) * pageSize;
  const to = placement.take('the backup of low memory', { size });

  const ram = parseIomem(iomem)
    .filter(({ depth, name }) => depth === 0 && name === 'System RAM')
    .map(({ start, end }) => ({ start, end: end + 1 }));
  const dumped = regions.reduce<Span[]>((spans, hole) => without(spans, hole), ram);
  const header = makeCoreHeader(dumped, { start: from, end: from + size }, to);
  const headerPlace = placement.take('the core header', { size: header.length });
  const kept = [
    { start: to, end: to + size },
    { start: headerPlace, end: headerPlace + alignUp(header.length, pageSize) },
  ];
  const usable = kept.reduce<Span[]>((spans, hole) => without(spans, hole), [...regions]);
  return {
    placement,
    cmdline: `${cmdline}${cmdline === '' ? '' : ' '}elfcorehdr=0x${headerPlace.toString(16)}${rsdp(efi)}`,
    memory: [
      { start: from, size, type: memoryTypes.ram },
      ...usable.map(({ start, end }) => ({ start, size: end - start, type: memoryTypes.ram })),
      ...memory.filter(({ type }) => type !== memoryTypes.ram),
    ].sort((one, other) => one.start - other.start),
    segments: [makeSegment(to, new Uint8Array(), size), makeSegment(headerPlace, header)],
    backup: { from, to, size },
  };
}

/** Where ACPI's tables begin, for a kernel that is not told of UEFI and cannot ask it. */
function rsdp(efi: Machine['efi']): string {
  if (efi) return '';
  try {
    const address = /^ACPI(?:20)?=(0x[0-9a-f]+)$/im.exec(readFileSync('/sys/firmware/efi/systab', 'utf8'))?.[1];
    return address === undefined ? '' : ` acpi_rsdp=${address}`;
  } catch {
    return '';
  }
}
