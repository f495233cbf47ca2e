// Whether this system is on its way to a restart, and whether that is to go through the firmware.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { manager } from './manager.ts';

const patience = 60_000;

/** Its being there means that the next restart is a cold one. */
const coldMark = '/run/baton-coldreboot';

/** Whether everything is being stopped for a restart. Raises Node's error when nobody can tell. */
export async function isRestarting(): Promise<boolean> {
  const ask = promisify(execFile);
  if (manager() === 'systemd') {
    const { stdout } = await ask('systemctl', ['list-jobs', '--no-legend', 'reboot.target'], { timeout: patience });
    return stdout.includes('reboot.target');
  }
  // OpenRC tells so itself, when PID 1 is its own.
  if (process.env.RC_REBOOT === 'YES') return true;
  const { stdout } = await ask('runlevel', [], { timeout: patience });
  return stdout.trim().endsWith(' 6');
}

export function isCold(): boolean {
  return existsSync(coldMark);
}

/** Makes the next restart a cold one, or an ordinary one again. */
export async function setCold(cold: boolean): Promise<void> {
  if (cold) await writeFile(coldMark, '');
  else await rm(coldMark, { force: true });
}
