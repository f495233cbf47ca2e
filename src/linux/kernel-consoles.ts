import { readFileSync } from 'node:fs';

/** The names of the kernel's consoles as in /sys/class/tty, the one behind /dev/console last. */
export function kernelConsoles(): string[] {
  return readFileSync('/sys/class/tty/console/active', 'utf8').trim().split(' ').filter(Boolean);
}
