import { type EfiVariables, type VariableName, vendors } from '../linux/efi-variables.ts';
import { decodeText } from './text.ts';

/** What baton tells the next system by; a boot loader that comes after it sets those that it has itself. */
const names: readonly string[] = [
  ...['LoaderInfo', 'LoaderFeatures', 'LoaderFirmwareInfo', 'LoaderFirmwareType', 'LoaderDevicePartUUID'],
  ...['LoaderEntries', 'LoaderEntrySelected', 'LoaderEntryLastBooted', 'LoaderBootCountPath'],
  ...['LoaderTimeInitUSec', 'LoaderTimeExecUSec'],
];

/**
 * The variables that baton leaves in the memory of the firmware: its own, and those by which it has told the system
 * what started it, where it was baton that did so last. What somebody has asked for with systemd's tools is none of
 * them. Raises EfiVariableError.
 */
export async function readLeftovers(variables: EfiVariables): Promise<VariableName[]> {
  const all = await variables.list();
  const info = await variables.read({ name: 'LoaderInfo', vendor: vendors.loader });
  const told = info?.kept === true && decodeText(info.data).startsWith('baton ');
  const left: VariableName[] = [];
  for (const variable of all) {
    if (variable.vendor === vendors.baton) left.push(variable);
    if (!told || variable.vendor !== vendors.loader || !names.includes(variable.name)) continue;
    if ((await variables.read(variable))?.kept) left.push(variable);
  }
  return left;
}
