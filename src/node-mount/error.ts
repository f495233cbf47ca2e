import { constants } from 'node:os';

/** The facts of a call that failed. */
export interface Failure {
  readonly operation: 'mount' | 'remount' | 'bind' | 'move' | 'unmount' | 'loop' | 'detach' | 'read-only';
  readonly errno: number;
  readonly source?: string | undefined;
  readonly target?: string | undefined;
  readonly type?: string | undefined;
  readonly flags?: readonly string[] | undefined;
  /** What the kernel logged about it meanwhile. */
  readonly kernelLog?: string | undefined;
}

/** A call of this package that the kernel refused. The message is a whole sentence; the fields are its facts. */
export class MountError extends Error {
  override readonly name = 'MountError';
  readonly operation: Failure['operation'];
  /** The number, 22, and the name, `EINVAL`. */
  readonly errno: number;
  readonly code: string;
  readonly source: string | undefined;
  readonly target: string | undefined;
  readonly type: string | undefined;
  readonly flags: readonly string[];
  readonly kernelLog: string | undefined;

  constructor(failure: Failure) {
    const code = codeOf(failure.errno);
    const log = failure.kernelLog === undefined ? '' : `; the kernel says: ${failure.kernelLog}`;
    super(`${attempt(failure)} failed: ${reason(failure, code)} (${code})${log}`);
    this.operation = failure.operation;
    this.errno = failure.errno;
    this.code = code;
    this.source = failure.source;
    this.target = failure.target;
    this.type = failure.type;
    this.flags = failure.flags ?? [];
    this.kernelLog = failure.kernelLog;
  }
}

function codeOf(errno: number): string {
  // EWOULDBLOCK and EAGAIN share a number; the first name in the table is the better known one.
  const found = Object.entries(constants.errno).find(([, number]) => number === errno);
  return found?.[0] ?? linuxOnly[errno] ?? `errno ${errno}`;
}

// Numbers that libuv does not name, from include/uapi/asm-generic/errno.h.
const linuxOnly: Readonly<Record<number, string>> = {
  15: 'ENOTBLK',
  112: 'EHOSTDOWN',
  117: 'EUCLEAN',
  123: 'ENOMEDIUM',
  124: 'EMEDIUMTYPE',
  126: 'ENOKEY',
  129: 'EKEYREJECTED',
};

function attempt({ operation, source, target, type }: Failure): string {
  switch (operation) {
    case 'mount':
      return `mount ${source} on ${target}${type === undefined ? '' : ` as ${type}`}`;
    case 'remount':
    case 'unmount':
      return `${operation} ${target}`;
    case 'bind':
    case 'move':
      return `${operation} ${source} to ${target}`;
    case 'loop':
      return `attaching ${source} to ${target ?? 'a loop device'}`;
    case 'detach':
      return `detaching ${target}`;
    case 'read-only':
      return `the read-only state of ${target}`;
  }
}

function reason(failure: Failure, code: string): string {
  const { operation, source, target, type } = failure;
  if (code === 'EINVAL') {
    if (operation === 'mount') return 'the filesystem is not what was asked for, or its superblock is damaged';
    if (operation === 'bind' || operation === 'loop') return 'the kernel does not take these arguments';
    return `${operation === 'move' ? source : target} is not a mount point`;
  }
  if (code === 'ENODEV' && operation === 'mount') return `this kernel has no driver for ${type}; load its module first`;
  if (code === 'ENOTTY' && operation === 'read-only') return `${target} is not a block device`;
  if (code === 'EBUSY' && operation === 'unmount')
    return 'something on it is still open; close it, or detach it lazily';
  if (code === 'EBUSY' && operation === 'loop') return 'the loop device is taken; detach it first';
  if (code === 'ENXIO' && operation === 'detach') return 'nothing is attached to it';
  return reasons[code] ?? 'the kernel refused';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'the device is write-protected, or a directory of the path may not be searched; mount it with the flag ro',
  EAGAIN: 'it was unused and is now marked as expired; call again to unmount it',
  EBADMSG: 'a checksum of the filesystem is wrong; check it with its fsck',
  EBUSY: 'it is in use already, or mounted elsewhere with other flags',
  EFBIG: 'the device is larger than this kernel can address',
  EIO: 'the device cannot be read; its cable, its medium or the disk itself is at fault',
  ELOOP: 'the path has too many symbolic links, or the mount would lie in itself',
  EMFILE: 'there are no free devices left for it',
  ENOENT: 'the source, the target or a directory of their paths does not exist',
  ENOMEDIUM: 'there is no medium in the drive',
  ENOMEM: 'the kernel has no memory left for it',
  ENOSPC: 'the limit on mounts in this namespace is reached',
  ENOSYS: 'this kernel was built without it',
  ENOTBLK: 'it is not a block device; attach it to a loop device first',
  ENOTDIR: 'the target, or a part of its path, is not a directory',
  ENOTTY: 'the device does not take this request',
  ENXIO: 'there is no such device any more',
  EOPNOTSUPP: 'the filesystem uses features that this kernel does not have',
  EOVERFLOW: 'a number in the superblock is larger than this kernel can handle',
  EPERM: 'it needs root (CAP_SYS_ADMIN)',
  EROFS: 'the device is read-only; mount it with the flag ro',
  ESTALE: 'the filesystem is being taken down, or its server forgot it',
  ETXTBSY: 'the file is being executed',
  EUCLEAN: 'its structures are damaged; check it with its fsck',
};
