// What manages an installed system, and how it is told to go down.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/** By what starts and stops the services: systemd, OpenRC, or scripts as System V had them. */
export type Manager = 'systemd' | 'openrc' | 'sysv';

/** How long it may take to accept an order, in milliseconds; the stopping itself is not waited for. */
const patience = 60_000;

/** Whether PID 1 is OpenRC's own, which can kexec by itself. openrc-init(8) */
const isOpenrcInit = (): boolean => existsSync('/run/openrc/init.ctl');

/** Whether PID 1 is System V's init. With others beside OpenRC, as busybox', nobody can tell a restart from a halt. */
const isSysvInit = (): boolean => existsSync('/run/initctl');

/** What manages this system, and takes orders; undefined where it is nothing of these, as in a container. */
export function manager(): Manager | undefined {
  // https://www.freedesktop.org/software/systemd/man/latest/sd_booted.html
  if (existsSync('/run/systemd/system')) return 'systemd';
  if (!isOpenrcInit() && !isSysvInit()) return undefined;
  if (existsSync('/run/openrc/softlevel')) return 'openrc';
  return existsSync('/etc/init.d/rc') ? 'sysv' : undefined;
}

/** Whether a script has to start the loaded kernel in the end, because what manages the system does not. */
export function needsScript(): boolean {
  return (manager() === 'openrc' && !isOpenrcInit()) || manager() === 'sysv';
}

/**
 * Has what manages this system stop everything and restart, into the loaded kernel or through the firmware. Returns
 * when the order is taken. Raises Node's error.
 */
export async function orderRestart(name: Manager, how: 'kexec' | 'cold'): Promise<void> {
  if (name === 'systemd') await order('systemctl', '--no-block', how === 'kexec' ? 'kexec' : 'reboot');
  else if (isOpenrcInit()) await order('openrc-shutdown', how === 'kexec' ? '--kexec' : '--reboot', 'now');
  else await order('shutdown', '-r', 'now');
}

async function order(program: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(program, args, { timeout: patience });
}
