// Where in memory the segments of the next kernel go.

import { LoadError } from './load-error.ts';
import { type MemoryRange, memoryTypes } from './memory-map.ts';
import { alignDown, alignUp, pageSize } from './page.ts';

/** Addresses in bytes; `end` is that of the first byte behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Wanted {
  /** Bytes; it is made a multiple of the page size. */
  readonly size: number;
  /** A multiple of the page size; a page where it is left out. */
  readonly alignment?: number;
  /** The address that none of it may lie below. */
  readonly min?: number;
  /** The address that none of it may lie at or above. */
  readonly max?: number;
  /** The lowest place in place of the highest. */
  readonly low?: boolean;
}

/** Below it lie what the BIOS left behind, and the code by which processors are started. */
const lowMemory = 1 << 20;

/** The RAM above the first megabyte: what `map` calls RAM and nothing else, in whole pages. */
export function usableMemory(map: readonly MemoryRange[]): Span[] {
  let spans = map
    .filter(({ type }) => type === memoryTypes.ram)
    .map(({ start, size }) => ({ start: Math.max(start, lowMemory), end: start + size }));
  for (const { start, size, type } of map)
    if (type !== memoryTypes.ram) spans = without(spans, { start, end: start + size });
  return spans
    .map(({ start, end }) => ({ start: alignUp(start, pageSize), end: alignDown(end, pageSize) }))
    .filter(({ start, end }) => start < end);
}

/** What is left of `spans` outside `hole`. */
export function without(spans: readonly Span[], hole: Span): Span[] {
  return spans.flatMap(({ start, end }) =>
    [
      ...(start < hole.start ? [{ start, end: Math.min(end, hole.start) }] : []),
      ...(end > hole.end ? [{ start: Math.max(start, hole.end), end }] : []),
    ].filter((span) => span.start < span.end),
  );
}

/** Gives out memory, no byte of it twice. */
export class Placement {
  readonly #advice: string;
  #free: Span[];

  /**
   * @param free where segments may lie
   * @param bounds which of it may be used, where the caller wants less
   * @param advice what to do where it is too little
   */
  constructor(free: readonly Span[], bounds: Partial<Span> = {}, advice = 'Give the machine more memory.') {
    this.#advice = advice;
    const { start = 0, end = Number.POSITIVE_INFINITY } = bounds;
    this.#free = free
      .map((span) => ({ start: Math.max(span.start, start), end: Math.min(span.end, end) }))
      .filter((span) => span.start < span.end)
      .sort((one, other) => one.start - other.start);
  }

  /** An address where there is room; undefined where there is none like that. Nothing is taken. */
  find({ size, alignment = pageSize, min = 0, max = Number.POSITIVE_INFINITY, low }: Wanted): number | undefined {
    const length = alignUp(size, pageSize);
    for (const span of low ? this.#free : this.#free.toReversed()) {
      const first = alignUp(Math.max(span.start, min), alignment);
      const last = alignDown(Math.min(span.end, max) - length, alignment);
      if (first <= last) return low ? first : last;
    }
    return undefined;
  }

  /** Takes memory for `what` and returns its address. Raises LoadError where there is no room. */
  take(what: string, wanted: Wanted): number {
    const address = this.find(wanted);
    if (address !== undefined && this.takeAt(address, wanted.size)) return address;
    const size = Math.ceil(wanted.size / 1024);
    throw new LoadError(`There is no room in memory for ${what} (${size} KiB). ${this.#advice}`);
  }

  /** Takes exactly the pages of `size` bytes from `address` on; false where some of it is not free. */
  takeAt(address: number, size: number): boolean {
    const span = pagesOf(address, size);
    if (!this.isFree(address, size)) return false;
    this.#free = without(this.#free, span);
    return true;
  }

  /** What has not been taken, by address. */
  get free(): readonly Span[] {
    return this.#free;
  }

  /** Whether {@link takeAt} would succeed. */
  isFree(address: number, size: number): boolean {
    const span = pagesOf(address, size);
    return this.#free.some(({ start, end }) => start <= span.start && span.end <= end);
  }
}

function pagesOf(address: number, size: number): Span {
  return { start: alignDown(address, pageSize), end: alignUp(address + size, pageSize) };
}
