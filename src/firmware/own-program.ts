import { type EfiVariables, vendors } from '../linux/efi-variables.ts';
import type { BootOptions } from './boot-options.ts';
import type { DevicePath } from './device-path.ts';
import { decodeText } from './text.ts';

/** A program on an EFI System Partition. What is not known is undefined. */
export interface Program {
  /** In lower case. */
  readonly partuuid?: string;
  /** With `/` between names and before the first. */
  readonly file?: string;
}

/**
 * What the firmware started that led to baton: as systemd's stub for unified kernel images says, which tells even where
 * the firmware's option names no file, and else as that option says. Raises EfiVariableError.
 */
export async function readOwnProgram(variables: EfiVariables, { current }: BootOptions): Promise<Program> {
  const read = async (name: string): Promise<string | undefined> => {
    const variable = await variables.read({ name, vendor: vendors.loader });
    // One that is kept may be of another start.
    return variable && !variable.kept ? decodeText(variable.data) : undefined;
  };
  const partuuid = (await read('LoaderDevicePartUUID'))?.toLowerCase() ?? current?.path.partition?.partuuid;
  const file = (await read('LoaderImageIdentifier'))?.replaceAll('\\', '/') ?? current?.path.file;
  return { ...(partuuid === undefined ? {} : { partuuid }), ...(file === undefined ? {} : { file }) };
}

/** The program that a device path names, as far as it names one. */
export function programOf({ partition, file }: DevicePath): Program {
  return { ...(partition ? { partuuid: partition.partuuid } : {}), ...(file === undefined ? {} : { file }) };
}

/** Whether both are known to be the same file; FAT does not tell upper from lower case. */
export function isSameProgram(one: Program, other: Program): boolean {
  if (one.partuuid === undefined || one.file === undefined || other.file === undefined) return false;
  return one.partuuid === other.partuuid?.toLowerCase() && one.file.toLowerCase() === other.file.toLowerCase();
}
