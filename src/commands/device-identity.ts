import { basename } from 'node:path';
import type { Partition } from 'blkid-parse';
import { madeOfOthers, readBlockDevice } from '../disks/block-device.ts';
import { otherNames } from '../disks/other-names.ts';
import type { Identity } from '../entry/volume.ts';
import { resolved, udevLinks } from './udev-links.ts';

type Facts = Omit<Identity, 'id'>;

/** What a mounted filesystem is, by its device node: what udev's links say, and where there is no udev, what is on it. */
export async function deviceIdentity(source: string, type: string): Promise<Facts> {
  const device = resolved(source);
  const known: Facts = udevLinks(device);
  const facts = known.uuid === undefined ? { ...(await probedFacts(device).catch(() => ({}))), ...known } : known;
  const aliases = await otherNamesOf(device);
  const named = aliases.length > 0 ? { aliases } : {};
  return { device: source.startsWith('/dev/mapper/') ? source : device, type, ...facts, ...named };
}

/** Those of LVM and RAID; what only root can read is left out. */
async function otherNamesOf(node: string): Promise<readonly string[]> {
  const device = madeOfOthers.test(basename(node)) ? readBlockDevice(basename(node)) : undefined;
  const disk =
    device?.parent === undefined ? undefined : await probeNode(`/dev/${device.parent}`).catch(() => undefined);
  return device ? await otherNames(device, disk).catch(() => []) : [];
}

/** Reads the device, and the partition table of the disk that it is on; needs root. */
async function probedFacts(device: string): Promise<Facts> {
  const { uuid, label } = await probeNode(device);
  const { partuuid, partlabel, typeGuid } = (await partitionFacts(device)) ?? {};
  const facts = { uuid, label, partuuid, partlabel, parttype: typeGuid };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** What the partition table says of a partition; undefined where `device` is none. Needs root. */
export async function partitionFacts(device: string): Promise<Partition | undefined> {
  const { parent, partition } = readBlockDevice(basename(device)) ?? {};
  const table = parent === undefined ? undefined : (await probeNode(`/dev/${parent}`)).partitions;
  return table?.find(({ number }) => number === partition);
}

async function probeNode(node: string) {
  const { fromFile, probe } = await import('blkid-parse');
  const source = await fromFile(node);
  try {
    return await probe(source);
  } finally {
    await source.close();
  }
}
