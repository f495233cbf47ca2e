import { open } from 'node:fs/promises';
import { MountError } from './error.ts';
import { ioctlBuffer } from './libc.ts';

// include/uapi/linux/fs.h: _IO(0x12, 93) and _IO(0x12, 94).
const BLKROSET = 0x125d;
const BLKROGET = 0x125e;

/** Whether the kernel refuses writes to the block device at `path`. Throws MountError, or what open(2) says. */
export async function isReadOnly(path: string): Promise<boolean> {
  return (await request(path, BLKROGET, 0)) !== 0;
}

/**
 * Makes the kernel refuse writes to the block device at `path`, or take them again. What has it open for writing
 * already can go on writing. Needs root. Throws MountError, or what open(2) says.
 */
export async function setReadOnly(path: string, readOnly: boolean): Promise<void> {
  await request(path, BLKROSET, readOnly ? 1 : 0);
}

/** As {@link setReadOnly}, for an open device. */
export async function setOpenReadOnly(fd: number, path: string, readOnly: boolean): Promise<void> {
  await requestOf(fd, path, BLKROSET, readOnly ? 1 : 0);
}

async function request(path: string, number: number, value: number): Promise<number> {
  const file = await open(path, 'r');
  try {
    return await requestOf(file.fd, path, number, value);
  } finally {
    await file.close();
  }
}

async function requestOf(fd: number, path: string, number: number, value: number): Promise<number> {
  const argument = new Int32Array([value]);
  const { errno } = await ioctlBuffer(fd, number, new Uint8Array(argument.buffer));
  if (errno !== 0) throw new MountError({ operation: 'read-only', errno, target: path });
  return argument[0]!;
}
