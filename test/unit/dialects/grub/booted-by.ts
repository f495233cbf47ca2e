import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfiguration } from '../../../../src/dialects/grub/read.ts';
import { DirectoryVolume } from '../../../../src/disks/directory-volume.ts';
import { PC } from './read-grub.ts';
import type { Booted } from './real-grub.ts';

/** What baton takes for the default of `grub.cfg` in a directory of the host, in the words of GRUB's own answer. */
export async function bootedBy(directory: string): Promise<Booted | undefined> {
  const host = new DirectoryVolume('/', { id: '/' });
  const { entries } = await readConfiguration(join(directory, 'grub.cfg'), host, [host], PC);
  const entry = entries.find((candidate) => candidate.default);
  if (!entry?.kernel) return undefined;
  // GRUB goes on without the initrds that are missing; baton's entry has them, and says so.
  const initrd = entry.initrds.find(({ path }) => existsSync(path));
  return {
    kernel: entry.kernel.path,
    ...(initrd ? { initrd: initrd.path } : {}),
    cmdline: unquoted(entry.cmdline),
  };
}

/** grub-emu leaves out the quoting that GRUB's other loaders do: an argument with a space between quotes, `\"`, `\\`. */
function unquoted(cmdline: string): string {
  return cmdline.replace(/\\([\\'"])|"/g, (_, escaped: string | undefined) => escaped ?? '');
}
