// Linux error numbers by name. Node knows those of libuv; the kernel's own are added here (asm-generic/errno.h).

import { constants } from 'node:os';

const kernelOnly: Readonly<Record<string, number>> = {
  ENOKEY: 126,
  EKEYEXPIRED: 127,
  EKEYREVOKED: 128,
  EKEYREJECTED: 129,
  ENOPKG: 65,
  ELIBBAD: 80,
  ENOMEDIUM: 123,
};

const names = new Map<number, string>();
for (const [name, number] of [...Object.entries(constants.errno), ...Object.entries(kernelOnly)]) {
  if (!names.has(number)) names.set(number, name);
}

/** `ENOEXEC` for 8; `errno 4711` for a number without a name. */
export function errnoName(errno: number): string {
  return names.get(errno) ?? `errno ${errno}`;
}

/** A system call that failed: which one, and the kernel's reason as number and name. */
export class LinuxError extends Error {
  readonly call: string;
  readonly errno: number;
  readonly code: string;

  constructor(call: string, errno: number) {
    const code = errnoName(errno);
    super(`${call} failed (${code})`);
    this.name = 'LinuxError';
    this.call = call;
    this.errno = errno;
    this.code = code;
  }
}
