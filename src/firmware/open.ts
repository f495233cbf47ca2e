import { existsSync, readdirSync } from 'node:fs';
import { mount } from 'node-mount';
import { EfiVariables, efivars } from '../linux/efi-variables.ts';

/**
 * The firmware's variables, with efivarfs mounted where that has not been done. Undefined where the machine was not
 * started by UEFI, or its firmware offers nothing once a system runs. Raises MountError.
 * @param loadDriver loads a module by its name, and returns when it has started
 */
export async function openVariables(loadDriver: (name: string) => Promise<void>): Promise<EfiVariables | undefined> {
  if (!existsSync(efivars)) return undefined;
  if (readdirSync(efivars).length === 0) {
    await loadDriver('efivarfs');
    await mount({ source: 'efivarfs', target: efivars, type: 'efivarfs', flags: ['nosuid', 'nodev', 'noexec'] });
  }
  return new EfiVariables();
}
