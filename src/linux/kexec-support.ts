import { LinuxError } from './errno.ts';
import { callAsync, declare } from './libc.ts';
import { numbers } from './numbers.ts';

const call = declare('long syscall(long number, long a, long b, long c, long d, unsigned long flags)');

/** linux/kexec.h */
const KEXEC_PRESERVE_CONTEXT = 2;

/** Flags that no kernel knows, so that a call that exists is refused before it does anything. */
const unknownFlags = 0x0fff_0000;

async function exists(name: string, number: number, flagsAt: 3 | 4): Promise<boolean> {
  const args = [0, 0, 0, 0, 0];
  args[flagsAt] = unknownFlags;
  try {
    await callAsync(name, call, number, ...args);
    return true;
  } catch (failure) {
    return !(failure instanceof LinuxError && failure.code === 'ENOSYS');
  }
}

/** Which of the two calls this kernel has: kexec_load(2), whose flags come fourth, and kexec_file_load(2). */
export async function kexecCalls(): Promise<{ readonly load: boolean; readonly fileLoad: boolean }> {
  const load = await exists('kexec_load', numbers.kexecLoad, 3);
  return { load, fileLoad: await exists('kexec_file_load', numbers.kexecFileLoad, 4) };
}

/**
 * Whether this kernel can jump into another one and back (CONFIG_KEXEC_JUMP), asked with a segment that lies nowhere:
 * a kernel that knows the flag goes on to read it. Undefined where nobody may load a kernel.
 */
export async function canKexecJump(): Promise<boolean | undefined> {
  try {
    await callAsync('kexec_load', call, numbers.kexecLoad, 0, 1, 0, KEXEC_PRESERVE_CONTEXT, 0);
  } catch (failure) {
    if (!(failure instanceof LinuxError)) throw failure;
    if (failure.code === 'EPERM') return undefined;
    return failure.code === 'EFAULT';
  }
  return false;
}

/** Of the kernels that are built here, which are patched. */
const ownKernel = /-baton$/;

/**
 * Whether an x86_64 kernel of this release, as uname(2) tells it, goes on when it is jumped back into. Before 6.12.5 it
 * kept the GDT of the other side, which resets the machine: "x86/kexec: Restore GDT on return from ::preserve_context
 * kexec". A distribution may have corrected an older one, which nothing tells.
 */
export function survivesJump(release: string): boolean {
  const [, ...parts] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(release) ?? [];
  const [major = 0, minor = 0, patch = 0] = parts.map((part) => Number(part ?? 0));
  const number = (major * 1000 + minor) * 1000 + patch;
  return number >= 6_012_005 || ownKernel.test(release);
}
