// Whether the firmware of the running system can be told what to start, and takes a program.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type MountPoint, mountinfo } from 'node-mount';
import { EfiVariables, efivars, vendors } from '../../linux/efi-variables.ts';
import type { SetupFile } from './image.ts';

const efi = '/sys/firmware/efi';

/** Whether it is UEFI that has started this system. */
export const isUefi = () => existsSync(efi);

/** Whether that UEFI offers its variables: not every one does, and kernels for real time do not ask. */
export const offersVariables = () => isUefi() && existsSync(efivars) && readdirSync(efivars).length > 0;

/** The variables of the firmware, which can be changed. Throws a sentence where that is not so. */
export function requireVariables(mounts: readonly MountPoint[] = mountinfo()): EfiVariables {
  if (!isUefi())
    throw new Error(
      'this system was started by a BIOS, or without the services of its UEFI, and a BIOS starts no EFI programs. Give --kernel and --initrd for an entry of GRUB; on a machine with UEFI restart in that mode.',
    );
  requireWritable(mounts);
  if (!offersVariables())
    throw new Error(
      `the firmware offers no variables, or they are not mounted. Run "mount -t efivarfs efivarfs ${efivars}", or restart without efi=noruntime.`,
    );
  return new EfiVariables();
}

/** Throws a sentence where efivarfs is mounted read-only. */
export function requireWritable(mounts: readonly MountPoint[]): void {
  const mount = mounts.findLast(({ target }) => target === efivars);
  if (mount && (mount.options.includes('ro') || mount.superOptions.includes('ro')))
    throw new Error(
      `the variables of the firmware are mounted read-only. Run "mount -o remount,rw ${efivars}", and set that back afterwards.`,
    );
}

/** Throws a sentence where the firmware would not start the file: it is of 32 bits, or Secure Boot asks for a signature. */
export async function requireStartable(variables: EfiVariables, { path, signed }: SetupFile): Promise<void> {
  const bits = readFileSync(`${efi}/fw_platform_size`, 'utf8').trim();
  if (bits === '32') throw new Error('the UEFI of this machine is of 32 bits, and starts no program of 64 bits.');
  await requireSigned(variables, { path, signed });
}

/** Throws a sentence where Secure Boot is on and the file carries no signature. Raises EfiVariableError. */
export async function requireSigned(
  variables: EfiVariables,
  { path, signed }: Pick<SetupFile, 'path' | 'signed'>,
): Promise<void> {
  const secure = await variables.read({ name: 'SecureBoot', vendor: vendors.global });
  if (secure?.data[0] === 1 && !signed)
    throw new Error(
      `Secure Boot is on, and ${path} is not signed, so that it would not be started. Sign it with a key that the firmware has (sbsign), or switch Secure Boot off in the firmware's setup.`,
    );
}
