import { basename } from 'node:path';
import { readBlockDevice } from '../disks/block-device.ts';
import type { Identity } from '../entry/volume.ts';
import { resolved, udevLinks } from './udev-links.ts';

type Facts = Omit<Identity, 'id'>;

/** What a mounted filesystem is, by its device node: what udev's links say, and where there is no udev, what is on it. */
export async function deviceIdentity(source: string, type: string): Promise<Facts> {
  const device = resolved(source);
  const known: Facts = udevLinks(device);
  const facts = known.uuid === undefined ? { ...(await probedFacts(device).catch(() => ({}))), ...known } : known;
  return { device: source.startsWith('/dev/mapper/') ? source : device, type, ...facts };
}

/** Reads the device, and the partition table of the disk that it is on; needs root. */
async function probedFacts(device: string): Promise<Facts> {
  const { uuid, label } = await probeNode(device);
  const { parent, partition } = readBlockDevice(basename(device)) ?? {};
  const table = parent === undefined ? undefined : (await probeNode(`/dev/${parent}`)).partitions;
  const { partuuid, partlabel, typeGuid } = table?.find(({ number }) => number === partition) ?? {};
  const facts = { uuid, label, partuuid, partlabel, parttype: typeGuid };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
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
