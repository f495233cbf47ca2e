import type { Entry } from '../entry/entry.ts';
import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { FirmwareError } from './firmware-error.ts';
import { decodeText, encodeText } from './text.ts';

/** Seconds within which a system that comes back has not been started. */
const soon = 300;

const variable = { name: 'BatonBootNext', vendor: vendors.baton };

/**
 * Raises FirmwareError where baton had the firmware start this entry by itself a moment ago: the firmware has come back
 * from it, and would do so for ever. Notes down that it is started now. Raises EfiVariableError.
 * @param time of the machine's clock, in seconds
 */
export async function refuseCircles(variables: EfiVariables, entry: Entry, time = Date.now() / 1000): Promise<void> {
  const before = await variables.read(variable);
  const [, at, id] = /^(\d+) (.*)$/s.exec(before ? decodeText(before.data) : '') ?? [];
  const passed = time - Number(at);
  if (id === entry.id && passed >= 0 && passed < soon)
    throw new FirmwareError(
      `the firmware was asked to start it ${Math.round(passed)} s ago and came back, so it is not asked again by itself`,
    );
  await variables.write(variable, encodeText(`${Math.floor(time)} ${entry.id}`));
}
