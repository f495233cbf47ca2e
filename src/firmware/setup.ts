import { type EfiVariables, vendors } from '../linux/efi-variables.ts';

/** EFI_OS_INDICATIONS_BOOT_TO_FW_UI */
const TO_SETUP = 1n;

const supported = { name: 'OsIndicationsSupported', vendor: vendors.global };
const wanted = { name: 'OsIndications', vendor: vendors.global };

/**
 * Has the firmware show its setup when the machine restarts. Returns false where it has none that can be asked for.
 * Raises EfiVariableError. https://uefi.org/specs/UEFI/2.10/08_Services_Runtime_Services.html#exchanging-information-between-the-os-and-firmware
 */
export async function requestSetup(variables: EfiVariables): Promise<boolean> {
  if (((await readNumber(variables, supported)) & TO_SETUP) === 0n) return false;
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE((await readNumber(variables, wanted)) | TO_SETUP);
  await variables.write(wanted, data);
  return true;
}

async function readNumber(variables: EfiVariables, name: typeof wanted): Promise<bigint> {
  const variable = await variables.read(name);
  return variable && variable.data.length >= 8 ? variable.data.readBigUInt64LE() : 0n;
}
