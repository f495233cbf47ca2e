import { existsSync, readFileSync } from 'node:fs';
import { parseCmdline } from './cmdline.ts';
import { cpuFlags, smbios } from './hardware.ts';

const processors: Readonly<Record<string, 'x86_64' | 'arm64'>> = { x64: 'x86_64', arm64: 'arm64' };

/** What this machine is, as boot configurations ask. */
export interface RunningMachine {
  /** By which firmware it was started. */
  readonly firmware: 'efi' | 'pc';
  readonly cpu: 'x86_64' | 'arm64';
  /** The running kernel's console parameters, `console=ttyS0,115200`. */
  readonly consoles: readonly string[];
  readonly hardware: { readonly smbios: typeof smbios; readonly cpuFlags: typeof cpuFlags };
}

/** @param cmdline of the running kernel */
export function runningMachine(cmdline = readFileSync('/proc/cmdline', 'utf8')): RunningMachine {
  const consoles = parseCmdline(cmdline).filter(({ name, value }) => name === 'console' && value);
  return {
    // Made by the kernel when it was started by UEFI.
    firmware: existsSync('/sys/firmware/efi') ? 'efi' : 'pc',
    cpu: processors[process.arch] ?? 'x86_64',
    consoles: consoles.map(({ value }) => `console=${value}`),
    hardware: { smbios, cpuFlags },
  };
}
