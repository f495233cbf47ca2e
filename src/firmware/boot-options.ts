// The boot menu of the firmware, as its variables describe it.

import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { type BootOption, parseBootOption } from './boot-option.ts';
import { readNumbers } from './option-numbers.ts';

export interface BootOptions {
  /** In the firmware's order, and then those that stand in no order, by their numbers. */
  readonly all: readonly BootOption[];
  /** The one that this start of the machine came from, as far as the firmware says so. */
  readonly current?: BootOption;
}

/** More no firmware has; what is behind them is not read. */
const maxOptions = 200;

/** Reads all Boot#### variables. Raises EfiVariableError. */
export async function readBootOptions(variables: EfiVariables): Promise<BootOptions> {
  const numbers = await readNumbers(variables, 'BootOrder');
  const current = (await readNumbers(variables, 'BootCurrent'))[0];
  const names = (await variables.list()).filter(({ vendor }) => vendor === vendors.global);
  const found: BootOption[] = [];
  for (const { name } of names) {
    const [, digits] = /^Boot([0-9A-F]{4})$/.exec(name) ?? [];
    if (digits === undefined || found.length === maxOptions) continue;
    const variable = await variables.read({ name, vendor: vendors.global });
    const option = variable && parseBootOption(Number.parseInt(digits, 16), variable.data);
    if (option) found.push(option);
  }
  const place = ({ number }: BootOption): number => {
    const at = numbers.indexOf(number);
    return at < 0 ? numbers.length + number : at;
  };
  const all = found.sort((one, other) => place(one) - place(other));
  const started = all.find(({ number }) => number === current);
  return { all, ...(started ? { current: started } : {}) };
}
