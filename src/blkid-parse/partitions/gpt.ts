import type { Bytes } from '../bytes.ts';
import { crc32 } from '../crc32.ts';
import type { Device } from '../device.ts';
import { guid, utf16 } from '../text.ts';
import { mbrEntries, protective } from './mbr.ts';
import type { Partition, Table } from './partition.ts';
import { typeName } from './type-names.ts';

const entrySize = 128;
// Tables have 128 entries as a rule; this many fit into what is read at once.
const maxEntries = 8192;

interface Copy {
  readonly header: Bytes;
  readonly entries: Bytes;
  readonly sectorSize: number;
}

/**
 * Reads a GUID partition table: the first copy, or the one at the end of the disk where the first is broken.
 * Undefined without a protective MBR; `PMBR` with no partitions where there is one but both copies are broken.
 * UEFI specification, section 5.3: https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html
 */
export async function gpt(device: Device): Promise<Table | undefined> {
  const mbr = mbrEntries(device.head);
  if (mbr === undefined || !mbr.some(({ type }) => type === protective)) return undefined;
  const hybrid = mbr.some(({ type, size }) => type !== protective && size > 0) ? true : undefined;
  for (const sectorSize of device.sectorSize === undefined ? [512, 4096] : [device.sectorSize]) {
    const last = Math.floor(device.size / sectorSize) - 1;
    const primary = await readCopy(device, sectorSize, 1, last);
    const found = primary ?? (await readCopy(device, sectorSize, last, last));
    if (found === undefined) continue;
    const tableUuid = guid(found.header.slice(56, 16));
    return { table: 'gpt', tableUuid, copy: primary ? 'primary' : 'backup', hybrid, partitions: partitions(found) };
  }
  return { table: 'PMBR', partitions: [] };
}

async function readCopy(device: Device, sectorSize: number, lba: number, last: number): Promise<Copy | undefined> {
  const header = await device.read(lba * sectorSize, sectorSize);
  if (!header?.has('EFI PART', 0)) return undefined;
  const headerSize = header.u32le(12);
  if (headerSize < 92 || headerSize > sectorSize || checksum(header, headerSize) !== header.u32le(16)) return undefined;
  const [firstUsable, lastUsable] = [header.u64le(40), header.u64le(48)];
  if (header.u64le(24) !== lba || lastUsable < firstUsable || lastUsable > last) return undefined;
  if (firstUsable < lba && lba < lastUsable) return undefined;
  const count = header.u32le(80);
  if (count === 0 || count > maxEntries || header.u32le(84) !== entrySize) return undefined;
  const entries = await device.read(header.u64le(72) * sectorSize, count * entrySize);
  if (entries === undefined || ~crc32(0xffffffff, entries.array) >>> 0 !== header.u32le(88)) return undefined;
  return { header, entries, sectorSize };
}

// The header's checksum is made with its own four bytes at zero.
function checksum(header: Bytes, size: number): number {
  const bytes = header.slice(0, size).slice();
  bytes.fill(0, 16, 20);
  return ~crc32(0xffffffff, bytes) >>> 0;
}

function partitions({ header, entries, sectorSize }: Copy): Partition[] {
  const found: Partition[] = [];
  for (let at = 0; at < entries.length; at += entrySize) {
    const typeGuid = guid(entries.slice(at, 16));
    const [first, last] = [entries.u64le(at + 32), entries.u64le(at + 40)];
    if (typeGuid === undefined || first < header.u64le(40) || last > header.u64le(48) || last < first) continue;
    const attributes = entries.big64le(at + 48);
    found.push({
      number: at / entrySize + 1,
      start: first * sectorSize,
      size: (last - first + 1) * sectorSize,
      partuuid: guid(entries.slice(at + 16, 16)),
      partlabel: utf16(entries.slice(at + 56, 72), 'le'),
      typeGuid,
      typeName: typeName(typeGuid),
      flags: attributes === 0n ? undefined : `0x${attributes.toString(16)}`,
    });
  }
  return found;
}
