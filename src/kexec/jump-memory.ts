// A kernel that is jumped into and back from must leave the memory of the running one alone. It is told only of what
// lies within bounds, and all of that belongs to its segments: the running kernel swaps them with what it has there
// itself, on the way out and on the way back. https://man7.org/linux/man-pages/man8/kexec.8.html, --load-preserve-context

import { readMemory } from '../linux/memory.ts';
import { LoadError } from './load-error.ts';
import { type MemoryRange, memoryTypes } from './memory-map.ts';
import { alignDown, alignUp, pageSize } from './page.ts';
import { Placement, type Span, usableMemory } from './placement.ts';
import { type Machine, makeSegment, type Prepared } from './prepared.ts';

/** The kernel that is jumped into learns from its cmdline where it jumps back to; the purgatory writes the digits. */
const parameter = 'kexec_jump_back_entry=0x';
export const digitCount = 16;

/** Every x86 kernel starts its other processors from here, so that the next one gets it whatever the bounds are. */
const lowMemory: Span = { start: 0, end: 0xa0000 };

export interface JumpMemory {
  readonly placement: Placement;
  /** The cmdline, with the digits to be written at its end. */
  readonly cmdline: string;
  /** What the next kernel may use, and what is no RAM at all. */
  readonly memory: readonly MemoryRange[];
  /** Segments of what it may use and what has not been placed. Raises LoadError where that is too much. */
  rest(placed: Prepared['segments']): Prepared['segments'];
}

/** Limits the machine's memory to the bounds. */
export function prepareJumpMemory({ memory }: Pick<Machine, 'memory'>, cmdline: string, bounds: Partial<Span> = {}) {
  const { start = 0, end = Number.POSITIVE_INFINITY } = bounds;
  const placement = new Placement(usableMemory(memory), bounds, 'Name a higher --mem-max.');
  const low = spansOf(memory, lowMemory.start, lowMemory.end);
  const ram = [...low, ...spansOf(memory, Math.max(start, lowMemory.end), end)];
  const limited: JumpMemory = {
    placement,
    cmdline: `${cmdline}${cmdline === '' ? '' : ' '}${parameter}${'0'.repeat(digitCount)}`,
    memory: [
      ...ram.map((span) => ({ start: span.start, size: span.end - span.start, type: memoryTypes.ram })),
      ...memory.filter(({ type }) => type !== memoryTypes.ram),
    ].sort((one, other) => one.start - other.start),
    rest(placed) {
      const segments = [...low, ...placement.free].map((span) =>
        makeSegment(span.start, new Uint8Array(), span.end - span.start),
      );
      checkSize([...placed, ...segments].reduce((sum, { size }) => sum + size, 0));
      return segments;
    },
  };
  return limited;
}

/** The RAM between two addresses in whole pages, but for the first page, which no kernel uses. */
function spansOf(memory: readonly MemoryRange[], from: number, to: number): Span[] {
  return memory
    .filter(({ type }) => type === memoryTypes.ram)
    .map(({ start, size }) => ({
      start: Math.max(alignUp(start, pageSize), alignUp(from, pageSize), pageSize),
      end: Math.min(alignDown(start + size, pageSize), alignDown(to, pageSize)),
    }))
    .filter((span) => span.start < span.end);
}

/** kexec_load(2) takes no more than half of the memory: kernel/kexec_core.c, sanity_check_segment_list(). */
function checkSize(size: number): void {
  const most = readMemory().total / 2;
  if (size <= most) return;
  const mebi = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  throw new LoadError(
    `The next kernel could use ${mebi(size)} MiB, and the running one can keep only ${mebi(most)} MiB of its own for that time. Name a lower --mem-max.`,
  );
}
