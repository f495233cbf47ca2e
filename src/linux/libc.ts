// The C library as already loaded into the process: one handle, shared by every call in this room.

import koffi from 'koffi';
import { LinuxError } from './errno.ts';

type Native = ReturnType<ReturnType<typeof koffi.load>['func']>;

const library = koffi.load(null);

/** Declares a C function by its prototype. `syscall` has to be given with fixed arguments. */
export function declare(prototype: string): Native {
  return library.func(prototype);
}

/** Where `bytes` lie, for a structure that points to them. The caller keeps them alive for as long as it is used. */
export function addressOf(bytes: Uint8Array): bigint {
  return koffi.address(bytes);
}

/** Calls `native` now; a negative result throws a {@link LinuxError} that names `call`. */
export function callSync(call: string, native: Native, ...args: unknown[]): number {
  const result = Number(native(...args));
  if (result < 0) throw new LinuxError(call, koffi.errno());
  return result;
}

/** The same on a thread of its own. errno is read inside the callback, the only place where it is still that thread's. */
export function callAsync(call: string, native: Native, ...args: unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    native.async(...args, (failure: Error | null, value: number | bigint) => {
      const errno = koffi.errno();
      if (failure) reject(failure);
      else if (Number(value) < 0) reject(new LinuxError(call, errno));
      else resolve(Number(value));
    });
  });
}
