import type { Volume } from '../../entry/volume.ts';
import { ENTRY_DIRECTORY, isEntryName } from '../bls/type1.ts';
import { grub } from '../grub/index.ts';
import { isUkiName, UKI_DIRECTORY } from '../uki/type2.ts';

/** Where an ESP or XBOOTLDR lies: a file system of its own, or in the root file system. */
export const ROOTS = ['', '/boot', '/efi', '/boot/efi'];

/** https://uapi-group.org/specifications/specs/discoverable_partitions_specification/#partition-types */
const XBOOTLDR = 'bc13c2ff-59e6-4262-a352-b275fd6f7172';

export const LOADER_CONF = '/loader/loader.conf';

/** Whether systemd-boot is installed there, so that it is an ESP. */
export async function hasLoader(volume: Volume, root: string): Promise<boolean> {
  if ((await volume.stat(`${root}${LOADER_CONF}`))?.kind === 'file') return true;
  const names = (await volume.list(`${root}/EFI/systemd`)) ?? [];
  return names.some((name) => /^systemd-boot[a-z0-9]+\.efi$/i.test(name));
}

/** Whether there is an entry of either type. */
export async function hasEntries(volume: Volume, root: string): Promise<boolean> {
  return (
    ((await volume.list(`${root}${ENTRY_DIRECTORY}`)) ?? []).some(isEntryName) ||
    ((await volume.list(`${root}${UKI_DIRECTORY}`)) ?? []).some(isUkiName)
  );
}

/** The ESP whose systemd-boot shows the entries of this volume. */
export async function espOf(volume: Volume, volumes: readonly Volume[]): Promise<Volume | undefined> {
  for (const other of volumes)
    if ((await hasLoader(other, '')) && (await isExtendedBootLoader(volume, other))) return other;
  return undefined;
}

/** The volumes whose entries systemd-boot shows beside those of its ESP. */
export async function extendedBootLoaders(esp: Volume, volumes: readonly Volume[]): Promise<Volume[]> {
  const found: Volume[] = [];
  for (const other of volumes) if (await isExtendedBootLoader(other, esp)) found.push(other);
  return found;
}

/**
 * Whether it is the XBOOTLDR partition beside an ESP. Where the type of a partition is not known, one on the same disk
 * with entries is taken for it, unless it is an ESP with systemd-boot itself, or a /boot that GRUB reads.
 */
async function isExtendedBootLoader(volume: Volume, esp: Volume): Promise<boolean> {
  if (volume === esp || !onSameDisk(volume, esp) || !(await hasEntries(volume, ''))) return false;
  const { parttype } = volume.identity;
  if (parttype !== undefined) return parttype.toLowerCase() === XBOOTLDR;
  return !(await hasLoader(volume, '')) && !(await areForGrub([volume]));
}

/** Volumes that are no partitions the kernel named are taken to be on one disk. */
function onSameDisk(a: Volume, b: Volume): boolean {
  const [first, second] = [a, b].map(({ identity }) => diskOf(identity.device));
  return first === undefined || second === undefined || first === second;
}

/** `/dev/vda` for `/dev/vda2`, `/dev/nvme0n1` for `/dev/nvme0n1p2`. */
function diskOf(device: string | undefined): string | undefined {
  return /^(\/dev\/[a-z]+)[0-9]+$|^(\/dev\/[a-z0-9]*[0-9])p[0-9]+$/
    .exec(device ?? '')
    ?.slice(1)
    .find(Boolean);
}

/**
 * Whether GRUB shows the entry files itself: some grub.cfg has the command `blscfg`. Then they are written for it,
 * with variables that only that grub.cfg knows.
 */
export async function areForGrub(volumes: readonly Volume[]): Promise<boolean> {
  for (const volume of volumes)
    for (const path of await grub.find(volume)) {
      const bytes = await volume.read(path, 2 ** 20);
      if (bytes && /^\s*(?:blscfg|bls_import)\b/m.test(Buffer.from(bytes).toString('latin1'))) return true;
    }
  return false;
}
