import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rebootMachine } from './linux/reboot.ts';

/**
 * What is left when baton itself fails before it can show a menu: the reason and a shell on the kernel's console, and a
 * restart when that ends.
 */
export function lastResort(failure: unknown): never {
  const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  writeFileSync(
    '/dev/console',
    `\r\nbaton could not start: ${text}\r\nThis is a shell; the machine restarts when it ends.\r\n`,
  );
  spawnSync('/bin/sh', ['-l'], { stdio: 'inherit' });
  rebootMachine('restart');
  throw failure;
}
