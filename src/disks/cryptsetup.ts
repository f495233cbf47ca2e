// Opens and closes LUKS devices with cryptsetup(8).

import { readMemory } from '../linux/memory.ts';
import { runTool, ToolError } from '../linux/tool.ts';

/** A key is made slow to try on purpose, for one or two seconds of the machine it was made on, in milliseconds. */
const patience = 600_000;

/** Exit statuses of cryptsetup(8), RETURN CODES. */
const wrongPassphrase = 2;

export interface LuksDevice {
  /** `/dev/vda3` */
  readonly node: string;
  /** Where the header lies, if not there: a device or a file. */
  readonly header?: string;
}

const headerOption = (device: LuksDevice): string[] => (device.header === undefined ? [] : ['--header', device.header]);

/**
 * Maps the device, only to be read, as /dev/mapper/NAME. False when no key slot takes `key`. Raises an error whose
 * message is a sentence, or ToolError.
 */
export async function openLuks(device: LuksDevice, name: string, key: Uint8Array): Promise<boolean> {
  const how = ['--type', 'luks', '--readonly', '--key-file', '-', ...headerOption(device)];
  try {
    await runTool('cryptsetup', ['open', ...how, device.node, name], key, patience);
    return true;
  } catch (failure) {
    if (!(failure instanceof ToolError)) throw failure;
    if (failure.status === wrongPassphrase) return false;
    throw (await lackOfMemory(device, failure)) ?? failure;
  }
}

/** Undoes {@link openLuks}. Raises ToolError. */
export async function closeLuks(name: string): Promise<void> {
  await runTool('cryptsetup', ['close', name]);
}

/** LUKS2's keys may be derived with Argon2, which wants up to 1 GiB; the kernel may also have ended the program. */
async function lackOfMemory(device: LuksDevice, cause: ToolError): Promise<Error | undefined> {
  const needed = await neededMemory(device).catch(() => 0);
  const { available } = readMemory();
  if (needed <= available && !/memory/i.test(cause.message)) return undefined;
  const mebi = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return new Error(
    `${device.node} needs ${mebi(needed)} of memory to try a passphrase (Argon2), and ${mebi(available)} are free. Give the machine more memory, or give the disk a key slot that needs less with cryptsetup luksConvertKey --pbkdf pbkdf2.`,
    { cause },
  );
}

interface Metadata {
  readonly keyslots?: Readonly<Record<string, { readonly kdf?: { readonly memory?: number } } | undefined>>;
}

/** What the key slot that wants most of it wants, in bytes. */
async function neededMemory(device: LuksDevice): Promise<number> {
  const header = device.header ?? device.node;
  const { keyslots = {} } = JSON.parse(
    await runTool('cryptsetup', ['luksDump', '--dump-json-metadata', header]),
  ) as Metadata;
  return Math.max(0, ...Object.values(keyslots).map((slot) => (slot?.kdf?.memory ?? 0) * 1024));
}
