// Configurations in a directory at a URL, and single entries of the Boot Loader Specification.

import type { Machine } from '../dialects/dialect.ts';
import { readIpxe } from '../dialects/ipxe/read.ts';
import { readMenu } from '../dialects/systemd-boot/read.ts';
import type { Reading } from '../entry/reading.ts';
import { shown } from '../entry/shown.ts';
import { findGrub } from './find-grub.ts';
import type { Located } from './located.ts';
import { NetworkError } from './network-error.ts';
import { ServerDirectory } from './server-directory.ts';

/** An entry is a few lines. */
const largestEntry = 64 * 1024;

/**
 * The menu of a directory: iPXE's autoexec.ipxe, entries and unified kernel images as systemd-boot has them (`loader`,
 * `EFI/Linux`) where the server lists its directories, or a grub.cfg. Raises NetworkError where there is none of them.
 * @param url of the directory, with a slash at its end
 */
export async function findDirectory(url: string, { volume, path }: Located, machine: Machine): Promise<Reading> {
  const script = await unlessRefused(readIpxe(`${path}autoexec.ipxe`, volume, machine));
  if (script) return script;
  const root = path.replace(/(loader\/)?(entries\/)?$/, '').replace(/\/$/, '');
  const directory = new ServerDirectory(volume);
  const menu = await unlessRefused(readMenu(root, `${root}/loader/entries`, directory, [directory], machine));
  if (menu && menu.entries.length > 0) return menu;
  const grub = await findGrub(url, machine);
  if (grub) return grub;
  throw new NetworkError(
    `${shown(url)} has nothing to boot: no autoexec.ipxe, no grub.cfg, and no loader/entries that the server lists.`,
  );
}

/** Some servers fail at what they do not have. */
function unlessRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((failure) => {
    if (!(failure instanceof NetworkError)) throw failure;
    return undefined;
  });
}

/**
 * The entry in a file of the Boot Loader Specification. Its paths count from the directory that has `loader` in it, or
 * else from the server's root. Undefined where the file is none.
 */
export async function findLoaderEntry({ volume, path }: Located, machine: Machine): Promise<Reading | undefined> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!/\.conf$/i.test(name)) return undefined;
  const bytes = await volume.read(path, largestEntry);
  const text = Buffer.from(bytes ?? []).toString('latin1');
  if (!/^[ \t]*(linux|efi|uki|uki-url)[ \t]/m.test(text)) return undefined;
  const root = /^(.*)\/loader\/entries\/[^/]*$/.exec(path)?.[1] ?? '';
  const entry = new ServerDirectory(volume, new Map([[`${root}/loader/entries/${name}`, path]]));
  const reading = await readMenu(root, path, entry, [entry], machine);
  return reading && { ...reading, entries: reading.entries.map((one) => ({ ...one, config: path })) };
}
