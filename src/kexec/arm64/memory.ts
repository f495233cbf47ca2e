import { parseIomem } from '../iomem.ts';
import { alignDown, alignUp, pageSize } from '../page.ts';
import { type Span, without } from '../placement.ts';

/** What arm64 kernels call memory that is not theirs to give, and what is kept for a crash. */
const taken = ['reserved', 'Crash kernel'];

/**
 * Where the next kernel's segments may lie, in whole pages, by the text of /proc/iomem: an arm64 kernel lists all that
 * its firmware or it itself has set aside, such as the tables of ACPI and UEFI.
 */
export function usableMemory(iomem: string): Span[] {
  const ranges = parseIomem(iomem).map(({ start, end, name }) => ({ start, end: end + 1, name }));
  const ram = ranges.filter(({ name }) => name === 'System RAM');
  return ranges
    .filter(({ name }) => taken.includes(name))
    .reduce<Span[]>(
      (spans, hole) => without(spans, hole),
      ram.map(({ start, end }) => ({ start, end })),
    )
    .map(({ start, end }) => ({ start: alignUp(start, pageSize), end: alignDown(end, pageSize) }))
    .filter(({ start, end }) => start < end);
}
