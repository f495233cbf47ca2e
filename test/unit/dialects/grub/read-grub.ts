import type { Machine } from '../../../../src/dialects/dialect.ts';
import { readConfiguration } from '../../../../src/dialects/grub/read.ts';
import type { Entry } from '../../../../src/entry/entry.ts';
import type { Reading } from '../../../../src/entry/reading.ts';
import type { Identity } from '../../../../src/entry/volume.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';

export const PC: Machine = { firmware: 'pc', cpu: 'x86_64' };
export const EFI: Machine = { firmware: 'efi', cpu: 'x86_64' };

/** Files that most configurations here name. */
const FILES: Readonly<Record<string, Content>> = { '/vmlinuz': 'kernel', '/initrd': 'initrd' };

export function volume(id: string, files: Readonly<Record<string, Content>>, identity: Partial<Identity> = {}) {
  return new MemoryVolume({ id, device: `/dev/${id}`, ...identity }, files);
}

/** Reads `config` as /boot/grub/grub.cfg of a first partition that also holds `files`; other volumes may follow. */
export function readGrub(
  config: string | Uint8Array,
  files: Readonly<Record<string, Content>> = {},
  others: readonly MemoryVolume[] = [],
  machine = PC,
): Promise<Reading> {
  const first = volume('vda1', { ...FILES, ...files, '/boot/grub/grub.cfg': config }, { uuid: '1111-AAAA' });
  return readConfiguration('/boot/grub/grub.cfg', first, [first, ...others], machine);
}

/** The cmdline of the one entry that `config` makes of `linux /vmlinuz …`. */
export async function cmdlineOf(config: string, files: Readonly<Record<string, Content>> = {}): Promise<string> {
  const { entries } = await readGrub(config, files);
  if (entries.length !== 1) throw new Error(`${entries.length} entries in place of one`);
  return entries[0]!.cmdline;
}

/** The title of the entry that boots by itself, behind those of its submenus. */
export function defaultOf({ entries }: { readonly entries: readonly Entry[] }): string | undefined {
  const found = entries.filter((entry) => entry.default);
  if (found.length > 1) throw new Error('more than one default');
  return found[0] && [...found[0].submenu, found[0].title].join(' > ');
}
