import type { Machine } from '../../../../src/dialects/dialect.ts';
import { systemdBoot } from '../../../../src/dialects/systemd-boot/index.ts';
import type { Entry } from '../../../../src/entry/entry.ts';
import type { Reading } from '../../../../src/entry/reading.ts';
import type { Identity } from '../../../../src/entry/volume.ts';
import { type Content, MemoryVolume } from '../../memory-volume.ts';
import { peImage, X64 } from '../../pe-image.ts';

export const EFI: Machine = { firmware: 'efi', cpu: 'x86_64' };
export const PC: Machine = { firmware: 'pc', cpu: 'x86_64' };

export type Files = Readonly<Record<string, Content>>;

export function volume(id: string, files: Files, identity: Partial<Identity> = {}): MemoryVolume {
  return new MemoryVolume({ id, device: `/dev/${id}`, ...identity }, files);
}

/** What each configuration that is found on these volumes says. */
export async function readVolumes(volumes: readonly MemoryVolume[], machine = EFI): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const each of volumes)
    for (const path of await systemdBoot.find(each)) {
      const reading = await systemdBoot.read(path, each, volumes, machine);
      if (reading) readings.push(reading);
    }
  return readings;
}

/** The one reading of an ESP, vda1, that also holds /linux and /initrd. */
export async function readEsp(files: Files, machine = PC): Promise<Reading> {
  const readings = await readVolumes([volume('vda1', { '/linux': 'kernel', '/initrd': 'initrd', ...files })], machine);
  if (readings.length !== 1) throw new Error(`${readings.length} readings in place of one`);
  return readings[0]!;
}

/** The one entry that `text` makes as an entry file, on an ESP that also holds `files`. */
export async function entryOf(text: string, files: Files = {}): Promise<Entry> {
  const { entries, diagnostics } = await readEsp({ '/loader/entries/a.conf': text, ...files });
  if (entries.length !== 1)
    throw new Error(`${entries.length} entries in place of one: ${JSON.stringify(diagnostics)}`);
  return entries[0]!;
}

export const OS_RELEASE = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';

/** A unified kernel image with what `sections` adds to kernel and os-release. */
export function uki(sections: readonly (readonly [string, string])[] = [], osRelease = OS_RELEASE, machine = X64) {
  return peImage([['.osrel', osRelease], ['.linux', 'kernel'], ...sections], machine);
}

export function idsOf({ entries }: Reading): string[] {
  return entries.map(({ id }) => id);
}

export function defaultOf({ entries }: Reading): string | undefined {
  const found = entries.filter((entry) => entry.default);
  if (found.length > 1) throw new Error('more than one default');
  return found[0]?.id;
}
