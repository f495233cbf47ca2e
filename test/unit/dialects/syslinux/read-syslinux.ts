import type { Machine } from '../../../../src/dialects/dialect.ts';
import { syslinux } from '../../../../src/dialects/syslinux/index.ts';
import type { Reading } from '../../../../src/entry/reading.ts';
import type { Identity } from '../../../../src/entry/volume.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';

export const PC: Machine = { firmware: 'pc', cpu: 'x86_64' };

/** Reads `config` as /boot/syslinux/syslinux.cfg of a volume that also holds `files`. */
export async function readSyslinux(
  config: string | Uint8Array,
  files: Readonly<Record<string, Content>> = {},
  identity: Partial<Identity> = {},
  machine = PC,
): Promise<Reading> {
  const path = '/boot/syslinux/syslinux.cfg';
  const volume = new MemoryVolume({ id: 'vda1', type: 'ext4', ...identity }, { ...files, [path]: config });
  return (await syslinux.read(path, volume, [volume], machine))!;
}

/** The titles in their order behind those of their submenus, with a `*` before the default. */
export function titles({ entries }: Reading): string[] {
  return entries.map((entry) => (entry.default ? '*' : '') + [...entry.submenu, entry.title].join(' > '));
}
