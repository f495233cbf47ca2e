// Numbers of Boot#### variables, as BootOrder, BootNext and BootCurrent hold them: 16 bits each, little-endian.
// https://uefi.org/specs/UEFI/2.10/03_Boot_Manager.html#globally-defined-variables

import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { bootOptionName } from './boot-option.ts';

type Name = 'BootOrder' | 'BootNext' | 'BootCurrent';

/** The numbers in a variable; none where it is not there. Raises EfiVariableError. */
export async function readNumbers(variables: EfiVariables, name: Name): Promise<number[]> {
  const data = (await variables.read({ name, vendor: vendors.global }))?.data ?? Buffer.alloc(0);
  return Array.from({ length: data.length >> 1 }, (_, index) => data.readUInt16LE(index * 2));
}

/** Sets a variable to these numbers, and removes it where there are none. Raises EfiVariableError. */
export async function writeNumbers(variables: EfiVariables, name: Name, numbers: readonly number[]): Promise<void> {
  const data = Buffer.alloc(numbers.length * 2);
  for (const [index, number] of numbers.entries()) data.writeUInt16LE(number, index * 2);
  if (numbers.length > 0) await variables.write({ name, vendor: vendors.global }, data);
  else await variables.remove({ name, vendor: vendors.global });
}

/** The first number that no option has. @param used those that are known to have one. Raises EfiVariableError */
export async function freeNumber(variables: EfiVariables, used: readonly number[]): Promise<number> {
  let number = 0;
  while (used.includes(number) || (await variables.read({ name: bootOptionName(number), vendor: vendors.global })))
    number++;
  return number;
}
