// What has an installed system load the next kernel when it goes down for a restart, and start it in the end.

import { type Manager, manager } from '../../kexec/manager.ts';
import { loadScript as openrcLoad, startScript as openrcStart } from './openrc.ts';
import { systemdUnits } from './systemd.ts';
import { loadScript as sysvLoad, startScript as sysvStart } from './sysv.ts';
import { head, type UnitFile } from './unit-file.ts';

const units: Readonly<Record<Manager, (command: string) => UnitFile[]>> = {
  systemd: systemdUnits,
  openrc: (command) => [openrcLoad(command), openrcStart(command)],
  sysv: (command) => [sysvLoad(command), sysvStart(command)],
};

const coldreboot = (command: string): UnitFile => ({
  path: '/usr/local/sbin/coldreboot',
  text: `#!/bin/sh\n${head}\n# A restart through the firmware.\nexec ${command} reboot --cold\n`,
  mode: 0o755,
});

/** What manages this system. Raises an error with a sentence where it is nothing that baton knows. */
export function knownManager(): Manager {
  const name = manager();
  if (name !== undefined) return name;
  throw new Error(
    'neither systemd nor OpenRC nor System V\'s init manages this system. Use "baton reboot" to restart it by kexec.',
  );
}

/** The files for a system that is managed so; `command` is how baton is called. */
export const unitFiles = (name: Manager, command: string): UnitFile[] => [...units[name](command), coldreboot(command)];

/** The script that starts a loaded kernel in the end, for a system without systemd. */
export const startScript = (name: 'openrc' | 'sysv', command: string): UnitFile =>
  (name === 'openrc' ? openrcStart : sysvStart)(command);
