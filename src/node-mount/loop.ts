import { type FileHandle, open } from 'node:fs/promises';
import { setOpenReadOnly } from './block-device.ts';
import { MountError } from './error.ts';
import { loopFlags } from './flags.ts';
import { ioctlNumber } from './libc.ts';
import { configure, type Settings, setFdAndStatus } from './loop-configure.ts';

// include/uapi/linux/loop.h
const LOOP_CLR_FD = 0x4c01;
const LOOP_CTL_GET_FREE = 0x4c82;

export interface LoopOptions {
  /** Where in the file the device begins, in bytes; a multiple of 512. */
  readonly offset?: number;
  /** The device's size in bytes; to the end of the file where it is left out. */
  readonly sizeLimit?: number;
  /** The default is true. */
  readonly readOnly?: boolean;
  /** Detach by itself when the last user, this handle among them, is gone. */
  readonly autoclear?: boolean;
  /** Let the kernel look for partitions: /dev/loop0p1, …. */
  readonly partscan?: boolean;
}

/** An attached loop device, held open. */
export interface Loop {
  /** `/dev/loop0` */
  readonly device: string;
  /** Lets go of it: with `autoclear` it is detached when nothing else (a mount) uses it, else it stays attached. */
  close(): Promise<void>;
}

// Between asking for a free device and taking it, another process may have taken it.
const attempts = 64;

/**
 * Makes a block device of a file: https://man7.org/linux/man-pages/man4/loop.4.html. `file` is a path, or the
 * number of an open descriptor, which the caller may close afterwards. Throws MountError, or what open(2) says.
 */
export async function attach(file: string | number, options: LoopOptions = {}): Promise<Loop> {
  const readOnly = options.readOnly ?? true;
  if (typeof file === 'number') return await take(file, `descriptor ${file}`, options, readOnly);
  const backing = await open(file, readOnly ? 'r' : 'r+');
  try {
    return await take(backing.fd, file, options, readOnly);
  } finally {
    await backing.close();
  }
}

/** Detaches the loop device at `device`, at once or as soon as its last user is gone. Throws MountError. */
export async function detach(device: string): Promise<void> {
  const handle = await open(device, 'r');
  try {
    const { errno } = await ioctlNumber(handle.fd, LOOP_CLR_FD, 0);
    if (errno !== 0) throw new MountError({ operation: 'detach', errno, target: device });
  } finally {
    await handle.close();
  }
}

async function take(fd: number, source: string, options: LoopOptions, readOnly: boolean): Promise<Loop> {
  const { offset = 0, sizeLimit = 0, autoclear = false, partscan = false } = options;
  const flags =
    (readOnly ? loopFlags.readOnly : 0) | (autoclear ? loopFlags.autoclear : 0) | (partscan ? loopFlags.partscan : 0);
  const settings: Settings = { fd, offset, sizeLimit, flags, name: source };
  let target: string | undefined;
  let errno = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    target = `/dev/loop${await freeNumber(source)}`;
    const device = await open(target, readOnly ? 'r' : 'r+');
    errno = await attachTo(device, settings);
    if (errno === 0) {
      // Whoever had it before may have left it read-only.
      if (!readOnly) await setOpenReadOnly(device.fd, target, false);
      return { device: target, close: () => device.close() };
    }
    await device.close();
    if (errno !== EBUSY) break;
  }
  throw new MountError({ operation: 'loop', errno, source, target });
}

const EBUSY = 16;
// How a kernel before 5.8 answers a request that it does not know: EINVAL or ENOTTY.
const unknown = new Set([22, 25]);

async function attachTo(device: FileHandle, settings: Settings): Promise<number> {
  const errno = await configure(device.fd, settings);
  return unknown.has(errno) ? await setFdAndStatus(device.fd, settings) : errno;
}

async function freeNumber(source: string): Promise<number> {
  const control = await open('/dev/loop-control', 'r+');
  try {
    const { value, errno } = await ioctlNumber(control.fd, LOOP_CTL_GET_FREE, 0);
    if (errno !== 0) throw new MountError({ operation: 'loop', errno, source });
    return value;
  } finally {
    await control.close();
  }
}
