import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Has the machine restart `seconds` after the kernel has panicked, as it does when PID 1 dies, where its cmdline does
 * not say how long it waits (`panic=`): otherwise it would stand still. A kernel that does not let that be set stays as
 * it is. https://docs.kernel.org/admin-guide/sysctl/kernel.html#panic
 */
export function restartAfterPanic(seconds: number, file = '/proc/sys/kernel/panic'): void {
  try {
    if (readFileSync(file, 'utf8').trim() === '0') writeFileSync(file, String(seconds));
  } catch {
    // It has its own way then.
  }
}
