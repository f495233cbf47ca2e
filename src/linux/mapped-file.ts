import koffi from 'koffi';
import { callSync, declare } from './libc.ts';

const mmap = declare('int64_t mmap(void *where, size_t size, int protection, int flags, int fd, int64_t offset)');
const munmap = declare('int munmap(int64_t where, size_t size)');

const PROT_READ = 1;
const MAP_PRIVATE = 2;

/** A file as it lies in the page cache, which the kernel drops and reads again as it needs memory. */
export interface MappedFile {
  /** For the kernel alone: it says EFAULT where the disk fails, and a program that reads them would be ended. */
  readonly bytes: Uint8Array;
  /** Nothing may use the bytes any more. */
  unmap(): void;
}

/** mmap(2) of all of an open file, which has at least one byte, for reading. @param size in bytes. Raises LinuxError. */
export function mapFile(fd: number, size: number): MappedFile {
  const address = callSync('mmap', mmap, null, size, PROT_READ, MAP_PRIVATE, fd, 0);
  const bytes = new Uint8Array(koffi.view(BigInt(address), size));
  return { bytes, unmap: () => void callSync('munmap', munmap, address, size) };
}
