import type { Volume } from '../../entry/volume.ts';
import { ENTRY_DIRECTORY, isEntryName } from '../bls/type1.ts';
import { grub } from '../grub/index.ts';
import { isUkiName, UKI_DIRECTORY } from '../uki/type2.ts';

/** Where an ESP or XBOOTLDR lies: it is a file system of its own, or /boot in the root file system. */
export const ROOTS = ['', '/boot'];

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

/**
 * The volume whose menu shows the entries of this one: the ESP with systemd-boot on the same disk, or else the first
 * that has entries. It is the volume itself where it is that one, or is no XBOOTLDR partition.
 */
export async function menuOf(volume: Volume, volumes: readonly Volume[]): Promise<Volume> {
  if ((await hasLoader(volume, '')) || !(await mayBeExtendedBootLoader(volume))) return volume;
  const others = volumes.filter((other) => other === volume || onSameDisk(other, volume));
  for (const other of others) if (await orFalse(hasLoader(other, ''))) return other;
  for (const other of others)
    if (other === volume || ((await orFalse(hasEntries(other, ''))) && !(await areForGrub([other])))) return other;
  return volume;
}

/** The volumes whose entries the menu of this one shows beside its own. */
export async function besides(volume: Volume, volumes: readonly Volume[]): Promise<Volume[]> {
  const found: Volume[] = [];
  for (const other of volumes) if (other !== volume && (await orFalse(isOn(other)))) found.push(other);
  return found;

  async function isOn(other: Volume): Promise<boolean> {
    return (await hasEntries(other, '')) && (await menuOf(other, volumes)) === volume;
  }
}

/** A medium that fails has nothing that concerns another volume's menu; that it fails is said when it is read itself. */
export function orFalse(answer: Promise<boolean>): Promise<boolean> {
  return answer.catch(() => false);
}

/** Where the type of a partition is not known, what has entries is taken for XBOOTLDR, but for a /boot that GRUB reads. */
async function mayBeExtendedBootLoader(volume: Volume): Promise<boolean> {
  const { parttype } = volume.identity;
  return parttype === undefined ? !(await areForGrub([volume])) : parttype.toLowerCase() === XBOOTLDR;
}

/** Volumes on something else than a disk or a partition, such as LVM's, are taken to be on one disk with any other. */
function onSameDisk(a: Volume, b: Volume): boolean {
  const [first, second] = [a, b].map(({ identity }) => diskOf(identity.device));
  return first === undefined || second === undefined || first === second;
}

/** `/dev/vda` for `/dev/vda2`, `/dev/nvme0n1` for `/dev/nvme0n1p2`. */
function diskOf(device = ''): string | undefined {
  const [, numbered, plain] = /^(?:(\/dev\/[a-z0-9]*[0-9])p[0-9]+|(\/dev\/[a-z]+)[0-9]*)$/.exec(device) ?? [];
  return numbered ?? plain;
}

/**
 * Whether GRUB shows the entry files of these volumes itself: some grub.cfg has the command `blscfg`. Then they are
 * written for it, with variables that only that grub.cfg knows.
 */
export async function areForGrub(volumes: readonly Volume[]): Promise<boolean> {
  for (const volume of volumes) if (await orFalse(hasBlscfg(volume))) return true;
  return false;
}

async function hasBlscfg(volume: Volume): Promise<boolean> {
  for (const path of await grub.find(volume)) {
    const bytes = await volume.read(path, 2 ** 20);
    if (bytes && /^\s*(?:blscfg|bls_import)\b/m.test(Buffer.from(bytes).toString('latin1'))) return true;
  }
  return false;
}

/** Those that can hold the grub.cfg of the system that this volume belongs to. */
export function ofSameDisk(volume: Volume, volumes: readonly Volume[]): Volume[] {
  return volumes.filter((other) => onSameDisk(other, volume));
}
