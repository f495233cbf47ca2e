import type { Device } from '../device.ts';
import { isExtended, type MbrEntry, mbrEntries, protective } from './mbr.ts';
import type { Partition, Table } from './partition.ts';
import { mbrTypeName } from './type-names.ts';

// The kernel gives a disk at most 256 minor numbers.
const maxPartitions = 256;
// Links of the chain that hold no partition; a chain that loops consists of these.
const maxEmptyLinks = 100;

/**
 * Reads an MBR with its logical partitions. Undefined where there is none, or only one that protects a GPT.
 * https://en.wikipedia.org/wiki/Master_boot_record, https://en.wikipedia.org/wiki/Extended_boot_record
 */
export async function dos(device: Device): Promise<Table | undefined> {
  const entries = mbrEntries(device.head);
  if (entries === undefined || entries.some(({ type }) => type === protective)) return undefined;
  // Boot code of a filesystem ends in the same two bytes, and AIX has tables of its own.
  if (entries.some(({ boot }) => boot !== 0 && boot !== 0x80) || device.head.has('\xc9\xc2\xd4\xc1', 0))
    return undefined;

  const sectorSize = device.sectorSize ?? 512;
  const id = device.head.u32le(440);
  const tableUuid = id === 0 ? undefined : id.toString(16).padStart(8, '0');
  const partitions: Partition[] = [];
  const add = (number: number, start: number, entry: MbrEntry) => {
    partitions.push({
      number,
      start: start * sectorSize,
      size: entry.size * sectorSize,
      partuuid: tableUuid && `${tableUuid}-${number.toString(16).padStart(2, '0')}`,
      typeByte: entry.type,
      typeName: mbrTypeName(entry.type),
      flags: entry.boot === 0 ? undefined : `0x${entry.boot.toString(16)}`,
    });
  };

  entries.forEach((entry, index) => {
    if (entry.size > 0) add(index + 1, entry.start, entry);
  });
  let next = 5;
  for (const extended of entries.filter((entry) => entry.size > 0 && isExtended(entry))) {
    for await (const [start, entry] of logical(device, extended, sectorSize)) {
      if (partitions.length >= maxPartitions) break;
      if (partitions.some((partition) => partition.start === start * sectorSize)) continue;
      add(next++, start, entry);
    }
  }
  return { table: 'dos', tableUuid, partitions };
}

// Each extended boot record lists a logical partition, relative to itself, and the next record, relative to the
// extended partition. Its last two entries are unused by the rules, so that they count only where they make sense.
async function* logical(device: Device, extended: MbrEntry, sectorSize: number): AsyncGenerator<[number, MbrEntry]> {
  let [at, size] = [extended.start, extended.size];
  const seen = new Set<number>([0]);
  for (let empty = 0; empty < maxEmptyLinks && !seen.has(at); empty++) {
    seen.add(at);
    const sector = await device.read(at * sectorSize, 512);
    const entries = sector && mbrEntries(sector);
    if (entries === undefined) return;
    for (const [index, entry] of entries.entries()) {
      const start = at + entry.start;
      if (entry.size === 0 || isExtended(entry)) continue;
      const inside = entry.start + entry.size <= size && start + entry.size <= extended.start + extended.size;
      if (index >= 2 && !inside) continue;
      yield [start, entry];
      empty = 0;
    }
    const link = entries.find((entry) => entry.size > 0 && isExtended(entry) && entry.start > 0);
    if (link === undefined) return;
    [at, size] = [extended.start + link.start, link.size];
  }
}
