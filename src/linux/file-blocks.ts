// Where the bytes of a file lie on the block device under it.

import { callAsync, declare } from './libc.ts';

const ioctl = declare('int ioctl(int fd, unsigned long request, void *argument)');
const posixFadvise = declare('int posix_fadvise(int fd, long offset, long length, int advice)');

/** linux/fs.h: _IO(0x00, 1) and _IO(0x00, 2). */
const FIBMAP = 1;
const FIGETBSZ = 2;

/** linux/fadvise.h */
const POSIX_FADV_DONTNEED = 4;

/**
 * Offsets on the device, in bytes, of the blocks that hold the first `size` bytes of the open file `fd`; 0 for a block
 * that has no place of its own there, because it is a hole, is shared, or lies inside the inode. Ext4, XFS and FAT tell
 * that. Needs CAP_SYS_RAWIO. Raises LinuxError where the filesystem does not tell.
 */
export async function fileBlocks(fd: number, size: number): Promise<{ blockSize: number; offsets: number[] }> {
  const blockSize = await ask(fd, 'FIGETBSZ', FIGETBSZ, 0);
  const offsets: number[] = [];
  for (let block = 0; block * blockSize < size; block++)
    offsets.push((await ask(fd, 'FIBMAP', FIBMAP, block)) * blockSize);
  return { blockSize, offsets };
}

/** Has the kernel forget what it remembers of a file's content, so that it is read from the device again. */
export async function forgetContent(fd: number): Promise<void> {
  await callAsync('posix_fadvise', posixFadvise, fd, 0, 0, POSIX_FADV_DONTNEED);
}

async function ask(fd: number, name: string, request: number, value: number): Promise<number> {
  const argument = Buffer.alloc(4);
  argument.writeUInt32LE(value);
  await callAsync(name, ioctl, fd, request, argument);
  return argument.readUInt32LE();
}
