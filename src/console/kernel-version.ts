import type { Entry } from '../entry/entry.ts';

/** The kernel's version as its path has it: `vmlinuz-6.1.0-18-amd64`, `/usr/lib/modules/6.1.0/vmlinuz`; else undefined. */
export function kernelVersion({ kernel }: Entry): string | undefined {
  const parts = kernel?.path.split('/').reverse() ?? [];
  for (const part of parts) {
    const version = /(?:^|[-_])(\d+\.\d+\S*?)(?:\.efi)?$/.exec(part)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}
