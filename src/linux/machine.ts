import { existsSync } from 'node:fs';

const processors: Readonly<Record<string, 'x86_64' | 'arm64'>> = { x64: 'x86_64', arm64: 'arm64' };

/** What this machine is, as boot configurations ask: by which firmware it was started, and its processor. */
export function runningMachine(): { readonly firmware: 'efi' | 'pc'; readonly cpu: 'x86_64' | 'arm64' } {
  // Made by the kernel when it was started by UEFI.
  return { firmware: existsSync('/sys/firmware/efi') ? 'efi' : 'pc', cpu: processors[process.arch] ?? 'x86_64' };
}
