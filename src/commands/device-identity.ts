import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readBlockDevice } from '../disks/block-device.ts';
import type { Identity } from '../entry/volume.ts';

type Facts = Omit<Identity, 'id'>;

/** What a mounted filesystem is, by its device node: what udev's links say, and where there is no udev, what is on it. */
export async function deviceIdentity(source: string, type: string): Promise<Facts> {
  const device = resolved(source);
  const known = linkedFacts(device);
  const facts = known.uuid === undefined ? { ...(await probedFacts(device).catch(() => ({}))), ...known } : known;
  return { device: source.startsWith('/dev/mapper/') ? source : device, type, ...facts };
}

function linkedFacts(device: string): Facts {
  const facts = { uuid: 'by-uuid', label: 'by-label', partuuid: 'by-partuuid', partlabel: 'by-partlabel' };
  const found = Object.entries(facts).flatMap(([fact, directory]) => {
    const name = linkTo(device, join('/dev/disk', directory));
    return name === undefined ? [] : [[fact, name]];
  });
  return Object.fromEntries(found);
}

function linkTo(device: string, directory: string): string | undefined {
  const names = statSync(directory, { throwIfNoEntry: false }) ? readdirSync(directory) : [];
  const name = names.find((link) => resolved(join(directory, link)) === device);
  // udev writes what cannot stand in a file name as \x and two digits.
  return name?.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
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

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
