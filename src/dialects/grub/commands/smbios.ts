import { toBytes } from '../bytes.ts';
import type { Interpreter } from '../interpreter.ts';
import { parseInteger } from '../number.ts';
import { type OptionTable, parseOptions } from '../options.ts';
import { BAD_ARGUMENT, FILE_NOT_FOUND, OK, type Status } from '../status.ts';
import type { CommandTable } from './command.ts';

const SMBIOS: OptionTable = {
  short: {
    ...{ t: 'type', h: 'handle', m: 'match', b: 'get-byte', w: 'get-word', d: 'get-dword', q: 'get-qword' },
    ...{ s: 'get-string', u: 'get-uuid' },
  },
  long: {
    ...{ type: 'value', handle: 'value', match: 'value', 'get-byte': 'value', 'get-word': 'value' },
    ...{ 'get-dword': 'value', 'get-qword': 'value', 'get-string': 'value', 'get-uuid': 'value' },
    ...{ set: 'value', linux: 'flag' },
  },
};

/**
 * The names that Linux has in /sys/class/dmi/id for what lies in structures of a type at an offset (SMBIOS 3.7, chapter 7;
 * drivers/firmware/dmi_scan.c).
 */
const FIELDS: Readonly<Record<string, string>> = {
  ...{ '0 4': 'bios_vendor', '0 5': 'bios_version', '0 8': 'bios_date' },
  ...{ '1 4': 'sys_vendor', '1 5': 'product_name', '1 6': 'product_version', '1 7': 'product_serial' },
  ...{ '1 8': 'product_uuid', '1 25': 'product_sku', '1 26': 'product_family' },
  ...{ '2 4': 'board_vendor', '2 5': 'board_name', '2 6': 'board_version', '2 7': 'board_serial' },
  ...{ '2 8': 'board_asset_tag' },
  ...{ '3 4': 'chassis_vendor', '3 5': 'chassis_type', '3 6': 'chassis_version', '3 7': 'chassis_serial' },
  ...{ '3 8': 'chassis_asset_tag' },
};

/** `smbios`: texts of the firmware in variables, as configurations for one of many machines ask for them. */
export const smbiosCommands: CommandTable = {
  smbios(grub: Interpreter, given: string[]): Status {
    const options = parseOptions(given, SMBIOS);
    if (typeof options === 'string') return grub.fail(BAD_ARGUMENT, `smbios: ${options}`);
    const { values } = options;
    const { hardware } = grub.setting;
    // Of another machine it is not known what it says.
    if (!hardware) return OK;
    const number = (name: string) => parseInteger(values.get(name)?.at(-1) ?? '');
    const offset = number('get-string') ?? number('get-uuid') ?? number('get-byte');
    const field = FIELDS[`${number('type')} ${offset}`];
    if (field === undefined) return grub.fail(FILE_NOT_FOUND, `smbios ${given.join(' ')}: this is not known here`);
    const value = hardware.smbios(field);
    if (value === undefined) return FILE_NOT_FOUND;
    const variable = values.get('set')?.at(-1);
    if (variable !== undefined) grub.environment.set(variable, toBytes(value));
    return OK;
  },
};
