// Starts what is not Linux: the firmware is told what to start next time, once, and the machine restarts.

import type { Entry } from '../entry/entry.ts';
import type { Identity, Volume } from '../entry/volume.ts';
import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import { type BootOption, bootOptionName, writeBootOption } from './boot-option.ts';
import type { BootOptions } from './boot-options.ts';
import { fileDevicePath } from './device-path.ts';
import { FirmwareError } from './firmware-error.ts';
import { freeNumber, readNumbers, writeNumbers } from './option-numbers.ts';
import { isSameProgram, type Program, programOf } from './own-program.ts';
import { partitionPath } from './partition.ts';
import { encodeText } from './text.ts';

/** How an option is named that baton has made for one start. It is removed when baton sees it again. */
const ownTitle = 'baton once: ';

/** Where an entry's program lies. */
interface Found {
  readonly identity: Identity;
  readonly path: string;
}

/**
 * The option of the firmware's own that starts the entry: the one that it stands for, or one with its program and no
 * arguments.
 */
export function findOption(entry: Entry, { all }: BootOptions, program: Program): BootOption | undefined {
  if (entry.source === 'firmware') return all.find(({ number }) => bootOptionName(number) === entry.id);
  if (entry.cmdline !== '') return undefined;
  return all.find(({ path, data, title }) => {
    const isIt = isSameProgram(programOf(path), program);
    return isIt && !title.startsWith(ownTitle) && (data.length === 0 || isOfWindows(data));
  });
}

/**
 * Has the firmware start the entry when the machine restarts, and what it starts otherwise after that. Where the
 * firmware has no option for it one is made that stands in no order, so that nothing else ever starts it: a firmware
 * that passes it over, or fails to start it, comes back to baton.
 * Raises FirmwareError and EfiVariableError.
 * @param own what the firmware started that led to baton
 */
export async function bootOnce(
  variables: EfiVariables,
  options: BootOptions,
  own: Program,
  entry: Entry,
  volumes: readonly Volume[],
): Promise<void> {
  const file = entry.source === 'firmware' ? undefined : await findFile(entry, volumes);
  const { partuuid } = file?.identity ?? {};
  const program = { ...(partuuid === undefined ? {} : { partuuid }), ...(file ? { file: file.path } : {}) };
  const found = findOption(entry, options, program);
  const isItself = entry.cmdline === '' && isSameProgram(own, program);
  if (isItself || (found && found.number === options.current?.number))
    throw new FirmwareError('this is what the firmware started to come to baton, and would come to it again');
  const number = found?.number ?? (await makeOption(variables, options, entry, file));
  await writeNumbers(variables, 'BootNext', [number]);
}

/** Removes what {@link bootOnce} has made, now that the firmware has seen it. Raises EfiVariableError. */
export async function removeOwnOptions(variables: EfiVariables, { all }: BootOptions): Promise<void> {
  const own = all.filter(({ title }) => title.startsWith(ownTitle));
  if (own.length === 0) return;
  const [pending] = await readNumbers(variables, 'BootNext');
  for (const { number } of own) {
    if (number === pending) await writeNumbers(variables, 'BootNext', []);
    await variables.remove({ name: bootOptionName(number), vendor: vendors.global });
  }
}

/** What Windows' own option gives to its program begins so; without it that program does the same. */
function isOfWindows(data: Buffer): boolean {
  return data.toString('latin1', 0, 7) === 'WINDOWS';
}

async function findFile({ kernel, kind }: Entry, volumes: readonly Volume[]): Promise<Found> {
  if (kind !== 'efi' && kind !== 'chainload' && kind !== 'uki')
    throw new FirmwareError('it is no EFI program, and baton starts it itself: press Enter');
  const volume = volumes.find(({ identity }) => identity.id === kernel?.volume);
  if (!kernel || !volume) throw new FirmwareError(`its disk is not there${kernel?.wants ? ` (${kernel.wants})` : ''}`);
  if (kernel.image !== undefined)
    throw new FirmwareError(`the firmware cannot look into the disc image ${kernel.image}`);
  if ((await volume.stat(kernel.path))?.kind !== 'file')
    throw new FirmwareError(
      `there is no file ${kernel.path} on ${volume.identity.id}. UEFI starts files, and no boot sectors`,
    );
  return { identity: volume.identity, path: kernel.path };
}

/** Makes an option for the program and returns its number. */
async function makeOption(
  variables: EfiVariables,
  { all }: BootOptions,
  entry: Entry,
  file: Found | undefined,
): Promise<number> {
  if (!file) throw new FirmwareError('the firmware has dropped this option since baton started');
  const { device, partuuid } = file.identity;
  const partition = device === undefined || partuuid === undefined ? undefined : partitionPath(device, partuuid);
  if (!partition)
    throw new FirmwareError(`${file.identity.id} is no partition of a disk, which is where UEFI looks for programs`);
  const number = await freeNumber(
    variables,
    all.map((option) => option.number),
  );
  const data = entry.cmdline === '' ? Buffer.alloc(0) : encodeText(entry.cmdline);
  const option = writeBootOption(`${ownTitle}${entry.title}`, fileDevicePath(partition, file.path), data);
  await variables.write({ name: bootOptionName(number), vendor: vendors.global }, option);
  return number;
}
