// Whether there is memory for what is to be loaded. Where there is not, the running kernel does not always refuse: it
// may look for processes to end, and panic, since there is only PID 1.

import { fstatSync, readSync } from 'node:fs';
import { type Memory, readMemory } from '../linux/memory.ts';
import { LoadError } from './load-error.ts';

/** How often a file is in memory while it is being loaded: as it was read, and in the pages that are started later. */
export const loadedCopies = 2;

/** What the kernel and this program themselves need meanwhile, in bytes: with 3 MiB there was a panic. */
const reserve = 8 * 2 ** 20;

/** Where a bzImage's header has its magic number, the version of the protocol, and what it needs at its start. */
const [magicAt, versionAt, initSizeAt] = [0x202, 0x206, 0x260];

/**
 * Bytes of memory that the open files take while they are being loaded.
 * @param crash whether there is memory set aside for what is started later
 */
export function memoryFor(kernel: number, others: readonly number[], crash: boolean): number {
  const size = [kernel, ...others].reduce((sum, fd) => sum + fstatSync(fd).size, 0);
  if (crash) return size;
  // A bzImage unpacks itself in place, and gets the pages for that beforehand.
  return size * loadedCopies + Math.max(0, initSize(kernel) - fstatSync(kernel).size);
}

/** The same without the copies that are as they were read; undefined where the open kernel is no bzImage. */
export function leastMemoryFor(kernel: number, initrd: number): number | undefined {
  return initSize(kernel) === 0 ? undefined : initSize(kernel) + fstatSync(initrd).size;
}

/** https://docs.kernel.org/arch/x86/boot.html, field init_size; 0 where there is none. */
function initSize(kernel: number): number {
  const head = Buffer.alloc(initSizeAt + 4);
  const length = readSync(kernel, head, 0, head.length, 0);
  const known =
    length === head.length &&
    head.toString('latin1', magicAt, versionAt) === 'HdrS' &&
    head.readUInt16LE(versionAt) >= 0x20a;
  return known ? head.readUInt32LE(initSizeAt) : 0;
}

/** Whether there are as many bytes of memory as are needed. */
export function hasMemory(needed: number, { available }: Pick<Memory, 'available'> = readMemory()): boolean {
  return needed + reserve <= available;
}

/**
 * Raises LoadError where less memory is left than is needed.
 * @param what several things that need it, as the begin of a sentence
 * @param needed bytes, and `available` those that there could still be
 */
export function checkMemory(what: string, needed: number, available = readMemory().available): void {
  if (hasMemory(needed, { available })) return;
  const mebi = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  throw new LoadError(
    `${what} need ${mebi(needed + reserve)} MiB of memory to be loaded, and ${mebi(available)} MiB are left. Give the machine more memory, or choose another entry.`,
  );
}
