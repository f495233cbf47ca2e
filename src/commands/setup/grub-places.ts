// Where GRUB has what, on the running system.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runningMachine } from '../../linux/machine.ts';
import { trialRefusal } from './grub-block.ts';

export interface GrubPlaces {
  /** Where baton's files go. */
  readonly directory: string;
  /** The program of grub-mkconfig that writes baton's entry. Its number puts it behind those of the system. */
  readonly script: string;
  /** grub.cfg, and the environment block beside it. */
  readonly configuration: string;
  readonly block: string;
  /** What has grub.cfg written anew, as program and arguments. */
  readonly update: readonly string[];
  /** Why GRUB cannot be told to start something once, as a sentence; undefined where it can. */
  readonly notOnce: string | undefined;
  /** What baton's kernel gets where nobody says otherwise. */
  readonly cmdline: string;
}

const programs = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function findProgram(name: string): string | undefined {
  return programs.map((directory) => join(directory, name)).find((path) => existsSync(path));
}

/** Where baton's files go, and the program that writes its entry. */
export const ownPlaces = { directory: '/boot/baton', script: '/etc/grub.d/42_baton' } as const;

/** GRUB's places on this system. Throws a sentence where GRUB is not there, or is not kept by its own tools. */
export function grubPlaces(): GrubPlaces {
  const home = ['/boot/grub', '/boot/grub2'].find((directory) => existsSync(join(directory, 'grub.cfg')));
  if (home === undefined)
    throw new Error(
      'there is no grub.cfg in /boot/grub or /boot/grub2, so no GRUB that could get an entry. On a machine with UEFI give baton as one EFI program, with --image.',
    );
  const configuration = join(home, 'grub.cfg');
  const update = findProgram('update-grub');
  const make = findProgram('grub-mkconfig') ?? findProgram('grub2-mkconfig');
  if (!existsSync('/etc/grub.d') || (update ?? make) === undefined)
    throw new Error(
      `${configuration} is not written by grub-mkconfig here, which is missing, so it is left alone. Install it, or add an entry by hand as baton's README says.`,
    );
  const { consoles } = runningMachine();
  const block = join(home, 'grubenv');
  return {
    ...ownPlaces,
    configuration,
    block,
    notOnce: trialRefusal(block),
    update: update === undefined ? [make!, '-o', configuration] : [update],
    cmdline: consoles.length > 0 ? consoles.join(' ') : 'console=tty0',
  };
}
