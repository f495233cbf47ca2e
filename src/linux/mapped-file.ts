import { fstatSync } from 'node:fs';
import koffi from 'koffi';
import { callSync, declare } from './libc.ts';

const mmap = declare('int64_t mmap(void *where, size_t size, int protection, int flags, int fd, int64_t offset)');
const mlock = declare('int mlock(int64_t where, size_t size)');
const munmap = declare('int munmap(int64_t where, size_t size)');

const PROT_READ = 1;
const MAP_PRIVATE = 2;

/** A file as it lies in the page cache, which the kernel drops and reads again as it needs memory. */
export interface MappedFile {
  /** For the kernel, behind the head: it says EFAULT where the disk fails, and a program that reads them would be ended. */
  readonly bytes: Uint8Array;
  /** For `using`. Nothing may use the bytes afterwards. */
  [Symbol.dispose](): void;
}

/**
 * mmap(2) of all of an open file, which has at least one byte, for reading. Raises LinuxError, and what fstat(2) says.
 * @param head how many bytes from the beginning a program may read: they stay in memory
 */
export function mapFile(fd: number, head = 0): MappedFile {
  const { size } = fstatSync(fd);
  const address = callSync('mmap', mmap, null, size, PROT_READ, MAP_PRIVATE, fd, 0);
  const unmap = () => void callSync('munmap', munmap, address, size);
  try {
    callSync('mlock', mlock, address, Math.min(head, size));
  } catch (failure) {
    unmap();
    throw failure;
  }
  return { bytes: new Uint8Array(koffi.view(BigInt(address), size)), [Symbol.dispose]: unmap };
}
