import { readFileSync } from 'node:fs';

/** struct boot_params is one page. */
export const parametersSize = 4096;

/**
 * What the running x86 kernel was told at its own start: its struct boot_params. Undefined where it does not show them.
 * https://docs.kernel.org/admin-guide/abi-testing.html#abi-sys-kernel-boot-params
 */
export function readRunningParameters(file = '/sys/kernel/boot_params/data'): Buffer | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.length === parametersSize ? bytes : undefined;
  } catch {
    return undefined;
  }
}
