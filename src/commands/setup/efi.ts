// baton as an EFI program on the ESP, which the firmware starts by an option of its own boot menu.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type BootOption, bootOptionName } from '../../firmware/boot-option.ts';
import { type BootOptions, readBootOptions } from '../../firmware/boot-options.ts';
import { freeNumber, readNumbers } from '../../firmware/option-numbers.ts';
import { isSameProgram, programOf } from '../../firmware/own-program.ts';
import { decodeText } from '../../firmware/text.ts';
import type { EfiVariables } from '../../linux/efi-variables.ts';
import type { SystemPartition } from './esp.ts';
import { removeFile } from './grub.ts';
import { isOwnProgram, type SetupFile } from './image.ts';
import { makeOption, setNumbers } from './option-steps.ts';
import { placeFile, requireRoom, unfinished } from './place-file.ts';
import type { Step } from './step.ts';
import { canLieBesideSystemd } from './systemd-boot.ts';
import type { SetupWishes } from './wishes.ts';

/**
 * Where the program lies on the ESP. systemd-boot has what lies in its directory on its menu; a directory of baton's own
 * is taken where there is none, or where it would be the first of that menu.
 */
const besideSystemd = '/EFI/Linux/baton.efi';
const own = '/EFI/baton/baton.efi';
export const places: readonly string[] = [besideSystemd, own];

/** Where the program is to lie: where it lies already, or where the boot loader that is there finds it. */
async function placeOn(directory: string): Promise<string> {
  for (const place of places) if (await isOwnProgram(directory + place)) return place;
  return (await canLieBesideSystemd(directory)) ? besideSystemd : own;
}

/** The options of the firmware that start baton from that ESP, or from any. */
export function ownOptions({ all }: BootOptions, esp?: SystemPartition): BootOption[] {
  return all.filter(({ path }) => {
    const partuuid = esp?.partition.partuuid ?? path.partition?.partuuid;
    return partuuid !== undefined && places.some((file) => isSameProgram(programOf(path), { partuuid, file }));
  });
}

/**
 * What has to be done so that baton lies on the ESP and can be started.
 * @param image undefined where baton is there already, and only what is started is to be another
 * @throws a sentence where that cannot be, before anything is changed; EfiVariableError
 */
export async function efiSteps(
  esp: SystemPartition,
  variables: EfiVariables,
  image: SetupFile | undefined,
  { start, cmdline = '' }: SetupWishes,
): Promise<readonly Step[]> {
  const place = await placeOn(esp.directory);
  const target = esp.directory + place;
  const isThere = existsSync(target);
  if (!image && !isThere) throw new Error('baton is not set up here. Give its image with --image.');
  if (isThere && !(await isOwnProgram(target)))
    throw new Error(`${target} is there already and is not baton. Move it away, or remove it.`);
  const placing = image && (await placeFile(image, target));
  if (image && placing) await requireRoom(dirname(target), image.size, [unfinished(target)]);
  const options = await readBootOptions(variables);
  const order = await readNumbers(variables, 'BootOrder');
  const found = ownOptions(options, esp).find(({ path }) => path.file?.toLowerCase() === place.toLowerCase());
  const used = [...options.all.map((option) => option.number), ...order];
  const number = found?.number ?? (await freeNumber(variables, used));
  const name = bootOptionName(number);
  const cut = image && !placing && existsSync(unfinished(target)) ? removeFile(unfinished(target)) : undefined;
  // No option is to lead nowhere, should the machine be switched off meanwhile; and what cannot be undone comes last.
  const steps: (Step | undefined)[] = [cut, placing?.[0], isThere ? undefined : placing?.[1]];
  // An option that is there keeps its cmdline, unless another one is asked for. One that is switched off starts nothing.
  if (!found || (cmdline !== '' && image) || (start && !found.active)) {
    const kept = found ? decodeText(found.data) : '';
    const given = { partition: esp.partition, file: place, cmdline: cmdline || kept };
    steps.push(await makeOption(variables, number, given));
  }
  if (start === 'always' && order[0] !== number)
    steps.push(
      await setNumbers(
        variables,
        'BootOrder',
        [number, ...order.filter((other) => other !== number)],
        `Put ${name} first in BootOrder: the firmware starts baton from now on.`,
      ),
    );
  // Firmware may drop an option that stands in no order.
  else if (!order.includes(number))
    steps.push(await setNumbers(variables, 'BootOrder', [...order, number], `Put ${name} last in BootOrder.`));
  if (start === 'once')
    steps.push(
      await setNumbers(variables, 'BootNext', [number], `Set BootNext to ${name}: the next start alone is baton's.`),
    );
  if (isThere) steps.push(placing?.[1]);
  return steps.filter((step) => step !== undefined);
}
