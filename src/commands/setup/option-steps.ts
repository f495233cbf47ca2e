// Changes of the firmware's boot menu, as steps.

import { bootOptionName, writeBootOption } from '../../firmware/boot-option.ts';
import { fileDevicePath, type PartitionPath } from '../../firmware/device-path.ts';
import { readNumbers, writeNumbers } from '../../firmware/option-numbers.ts';
import { encodeText } from '../../firmware/text.ts';
import { type EfiVariables, vendors } from '../../linux/efi-variables.ts';
import type { Step } from './step.ts';

/** As it is called in the firmware's boot menu. */
const title = 'baton';

interface Program {
  readonly partition: PartitionPath;
  /** From the root of that partition. */
  readonly file: string;
  /** Empty for the one that it has in itself. */
  readonly cmdline: string;
}

/** Makes the option of that number, in place of one that is there. Raises EfiVariableError, as all of these. */
export async function makeOption(
  variables: EfiVariables,
  number: number,
  { partition, file, cmdline }: Program,
): Promise<Step> {
  const name = bootOptionName(number);
  const variable = { name, vendor: vendors.global };
  const before = (await variables.read(variable))?.data;
  const data = cmdline === '' ? Buffer.alloc(0) : encodeText(cmdline);
  const option = writeBootOption(title, fileDevicePath(partition, file), data);
  return {
    text: `Make ${name} "${title}" in the boot menu of the firmware: ${file} on partition ${partition.partuuid}.`,
    run: async () => void (await variables.write(variable, option)),
    undo: async () => void (await (before ? variables.write(variable, before) : variables.remove(variable))),
  };
}

/** Takes the option of that number away. */
export function removeOption(variables: EfiVariables, number: number): Step {
  const name = bootOptionName(number);
  return {
    text: `Remove ${name} from the boot menu of the firmware.`,
    run: async () => void (await variables.remove({ name, vendor: vendors.global })),
  };
}

/** Sets BootOrder or BootNext. @param text what that means */
export async function setNumbers(
  variables: EfiVariables,
  name: 'BootOrder' | 'BootNext',
  numbers: readonly number[],
  text: string,
): Promise<Step> {
  const before = await readNumbers(variables, name);
  return {
    text,
    run: () => writeNumbers(variables, name, numbers),
    undo: () => writeNumbers(variables, name, before),
  };
}
