import { readFileSync } from 'node:fs';
import { addressOf, callAsync, declare } from './libc.ts';
import { numbers } from './numbers.ts';

const kexecLoad = declare(
  'long syscall(long number, uint64_t entry, unsigned long count, const uint8_t *segments, unsigned long flags)',
);

/** linux/kexec.h */
const KEXEC_ON_CRASH = 1;
const KEXEC_PRESERVE_CONTEXT = 2;

/** How many segments the call takes at most: KEXEC_SEGMENT_MAX of linux/kexec.h. */
export const maxSegments = 16;

/** Memory of the next kernel: physical addresses and sizes in bytes, multiples of the page size. */
export interface Segment {
  readonly address: number;
  /** What is to lie there at the start. */
  readonly bytes: Uint8Array;
  /** How much belongs to it: at least `bytes`, with zeros behind them. */
  readonly size: number;
}

export interface KexecLoadOptions {
  /** Load the kernel that is started when the running one crashes; its segments lie in the memory reserved for it. */
  readonly crash?: boolean;
  /** Keep the running kernel so that it can be returned to (CONFIG_KEXEC_JUMP). */
  readonly preserveContext?: boolean;
}

/**
 * kexec_load(2): the running kernel copies the segments and starts them later at the physical address `entry`. With no
 * segments it forgets what was loaded. Raises LinuxError. https://man7.org/linux/man-pages/man2/kexec_load.2.html
 */
export async function loadKexecSegments(
  entry: number,
  segments: readonly Segment[],
  options: KexecLoadOptions = {},
): Promise<void> {
  const flags = (options.crash ? KEXEC_ON_CRASH : 0) | (options.preserveContext ? KEXEC_PRESERVE_CONTEXT : 0);
  // struct kexec_segment: const void *buf; size_t bufsz; const void *mem; size_t memsz
  const table = new BigUint64Array(segments.length * 4);
  for (const [index, { address, bytes, size }] of segments.entries())
    table.set([addressOf(bytes), BigInt(bytes.length), BigInt(address), BigInt(size)], index * 4);
  const raw = new Uint8Array(table.buffer);
  await callAsync('kexec_load', kexecLoad, numbers.kexecLoad, entry, segments.length, raw, flags);
}

/** Forgets the kernel that was loaded, or with `crash` the one for a crash. Raises LinuxError. */
export function unloadKexecSegments(options: Pick<KexecLoadOptions, 'crash'> = {}): Promise<void> {
  return loadKexecSegments(0, [], options);
}

/** Whether a kernel is loaded, or with `crash` one for a crash. Undefined where the running kernel has no kexec. */
export function isKexecLoaded(crash = false): boolean | undefined {
  try {
    return readFileSync(`/sys/kernel/kexec${crash ? '_crash' : ''}_loaded`, 'utf8').trim() === '1';
  } catch {
    return undefined;
  }
}
