import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Machine } from '../dialects/dialect.ts';
import { runningMachine } from '../linux/machine.ts';
import { isRescueShell } from '../record/read-record.ts';
import { reusableCmdline } from './kexec/cmdline.ts';

/** This machine, for reading the configurations of `installedPlaces()`: they ask for the kernel that runs as well. */
export function installedMachine(): Machine {
  const text = readFileSync('/proc/cmdline', 'utf8');
  const machine = runningMachine(text);
  // There it is baton's own kernel.
  if (isRescueShell()) return machine;
  return { ...machine, running: { release: release(), cmdline: reusableCmdline(text, false) } };
}
