import { Device, type Unreadable } from './device.ts';
import type { Facts, Format, Usage } from './format.ts';
import { formats } from './formats.ts';
import { dos } from './partitions/dos.ts';
import { gpt } from './partitions/gpt.ts';
import type { Table } from './partitions/partition.ts';
import type { Source } from './source.ts';
import { exfat } from './superblocks/exfat.ts';
import { distantLuks } from './superblocks/luks.ts';
import { ntfs } from './superblocks/ntfs.ts';
import { vfat } from './superblocks/vfat.ts';

/** What is on a device. A field that the medium does not say is absent. */
export interface Result extends Facts, Partial<Table> {
  readonly type?: string | undefined;
  readonly usage?: Usage | undefined;
  /** Two or more filesystems that exclude each other were found, and `type` is absent: their types. */
  readonly ambivalent?: readonly string[] | undefined;
  /** Parts that could not be read, and are taken as absent. */
  readonly unreadable?: readonly Unreadable[] | undefined;
}

interface Found {
  readonly format: Format;
  readonly facts: Facts;
}

// A floppy disk is formatted again without being wiped, so that the first find counts; and it is in no array.
const floppy = 1440 * 1024;

/**
 * Says what is on a device, as libblkid's safe probing does: superblock and partition table, under libblkid's names.
 * Any bytes give a result. Throws what the source throws, and only where its beginning cannot be read.
 */
export async function probe(source: Source): Promise<Result> {
  const device = await Device.open(source);
  const table = await partitionTable(device);
  device.partitions = table?.partitions ?? [];
  const found = device.size > 1024 ? await superblocks(device) : [];
  if (found.length === 0 && table === undefined) found.push(...(await verified(device, distantLuks)));
  const { unreadable } = device;
  return clean({
    ...summary(found),
    // A member of an array shows the partition table of the array.
    ...(found.some(({ format }) => format.usage === 'raid') ? {} : table),
    unreadable: unreadable.length === 0 ? undefined : unreadable,
  });
}

// A boot sector of FAT, exFAT or NTFS ends like an MBR.
async function partitionTable(device: Device): Promise<Table | undefined> {
  const found = await dos(device);
  if (found === undefined) return await gpt(device);
  for (const format of [vfat, exfat, ntfs]) if ((await verified(device, format)).length > 0) return undefined;
  return found;
}

async function superblocks(device: Device): Promise<Found[]> {
  const all: Found[] = [];
  const tiny = device.size <= floppy;
  for (const format of formats) {
    if (tiny && format.usage === 'raid') continue;
    const found = await verified(device, format);
    all.push(...found);
    if (found.length > 0 && (tiny || format.usage === 'raid' || format.usage === 'crypto')) break;
  }
  return all;
}

const noMagic = { at: 0, bytes: '' };

async function verified(device: Device, format: Format): Promise<Found[]> {
  if (device.size < (format.minSize ?? 0)) return [];
  const magic =
    format.magics === undefined ? noMagic : format.magics.find(({ at, bytes }) => device.head.has(bytes, at));
  if (magic === undefined) return [];
  const facts = await format.verify(device, magic);
  return facts === undefined ? [] : [{ format, facts }];
}

function summary(found: readonly Found[]): Result {
  const [first] = found;
  if (first === undefined) return {};
  // What RAID and encryption hold is theirs, so that one of those does not contradict what came before it.
  const exclusive = found.filter(
    ({ format: { usage, tolerant } }) => usage !== 'raid' && usage !== 'crypto' && !tolerant,
  );
  if (found.length > 1 && exclusive.length > 0) return { ambivalent: found.map(({ format }) => format.type) };
  return { type: first.format.type, usage: first.format.usage, ...first.facts };
}

function clean(result: Result): Result {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}
