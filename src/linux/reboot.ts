import { callSync, declare } from './libc.ts';

const reboot = declare('int reboot(int command)');
const sync = declare('void sync()');

/** linux/reboot.h, as signed 32-bit numbers. */
const commands = {
  /** Run the kernel that kexec loaded. */
  kexec: 0x45584543,
  restart: 0x01234567,
  powerOff: 0x4321fedc,
  halt: 0xcdef0123 | 0,
} as const;

/**
 * reboot(2), after what is in memory is written to the disks, unless `sync` is false. Comes back only by raising
 * LinuxError: EINVAL for `kexec` means that nothing is loaded.
 */
export function rebootMachine(command: keyof typeof commands, options: { readonly sync?: boolean } = {}): void {
  if (options.sync ?? true) sync();
  callSync('reboot', reboot, commands[command]);
}
