import koffi from 'koffi';

/** What a call gave: its return value, and errno where that value is negative (0 otherwise). */
export interface Outcome {
  readonly value: number;
  readonly errno: number;
}

type Declared = ReturnType<ReturnType<typeof koffi.load>['func']>;

// Declared at the first call, so that a program which never mounts pays nothing. `null` stands for the process
// itself, which has libc in it already, whatever its file is called.
let library: ReturnType<typeof koffi.load> | undefined;
const declared = new Map<string, Declared>();

function declare(prototype: string): Declared {
  library ??= koffi.load(null);
  let found = declared.get(prototype);
  if (found === undefined) {
    found = library.func(prototype);
    declared.set(prototype, found);
  }
  return found;
}

/** Calls on a worker thread, because mount(2) of a slow or dying disk can take minutes. */
function call(prototype: string, ...args: unknown[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    declare(prototype).async(...args, (error: Error | null, value: number) => {
      // koffi restores the worker's errno for the length of this callback, and no longer.
      const errno = error === null && value < 0 ? koffi.errno() : 0;
      if (error === null) resolve({ value, errno });
      else reject(error);
    });
  });
}

/** mount(2). `flags` are the bits of `mountFlags`. */
export function mount(source: string, target: string, type: string | null, flags: number, data: string | null) {
  return call(
    'int mount(const char *, const char *, const char *, unsigned long, const char *)',
    source,
    target,
    type,
    flags,
    data,
  );
}

/** umount2(2). */
export function umount2(target: string, flags: number): Promise<Outcome> {
  return call('int umount2(const char *, int)', target, flags);
}

/** ioctl(2) with a number for its argument. ioctl is variadic in C, but its third argument is passed as any other. */
export function ioctlNumber(fd: number, request: number, argument: number): Promise<Outcome> {
  return call('int ioctl(int, unsigned long, long)', fd, request, argument);
}

/** ioctl(2) with a pointer to `argument`, which the kernel reads or fills in. */
export async function ioctlBuffer(fd: number, request: number, argument: Uint8Array): Promise<Outcome> {
  return await call('int ioctl(int, unsigned long, void *)', fd, request, argument);
}

/** Moves to the end of `fd`: lseek(2), which node:fs lacks. True where that worked. */
export function seekToEnd(fd: number): boolean {
  const SEEK_END = 2;
  return declare('long lseek(int, long, int)')(fd, 0, SEEK_END) >= 0;
}
