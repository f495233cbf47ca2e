import type { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Facts, Format, Magic } from '../format.ts';
import { label, serial } from '../text.ts';

const fat12Max = 0xff4;
const fat16Max = 0xfff4;
const fat32Max = 0x0ffffff6;
// Clusters of a root directory that are searched for the label, which is its first entry as a rule.
const maxClusters = 100;

interface Geometry {
  readonly sectorSize: number;
  readonly clusterSize: number;
  /** In bytes. */
  readonly fatStart: number;
  readonly rootStart: number;
  readonly fatEntries: number;
  readonly clusters: number;
}

/**
 * FAT12, FAT16 and FAT32. The boot sector has no magic number worth the name, so that its numbers have to fit
 * together. Microsoft's FAT specification: https://download.microsoft.com/download/1/6/1/161ba512-40e2-4cc9-843a-923143f3456c/fatgen103.doc
 */
export const vfat: Format = {
  type: 'vfat',
  usage: 'filesystem',
  magics: [
    { at: 0x52, bytes: 'MSWIN' },
    { at: 0x52, bytes: 'FAT32   ' },
    { at: 0x36, bytes: 'MSDOS' },
    { at: 0x36, bytes: 'FAT16   ' },
    { at: 0x36, bytes: 'FAT12   ' },
    { at: 0x36, bytes: 'FAT     ' },
    { at: 0, bytes: '\xeb' },
    { at: 0, bytes: '\xe9' },
    { at: 0x1fe, bytes: '\x55\xaa' },
  ],
  verify: async (device, magic) => {
    const boot = await device.read(0, 512);
    const geometry = boot && measure(boot, magic);
    if (boot === undefined || geometry === undefined) return undefined;
    return boot.u16le(22) !== 0 ? await fat16(device, boot, geometry) : await fat32(device, boot, geometry);
  },
};

function measure(boot: Bytes, magic: Magic): Geometry | undefined {
  const nameless = magic.bytes.length <= 2;
  if (nameless && (!boot.has('\x55\xaa', 0x1fe) || boot.has('JFS     ', 0x36) || boot.has('HPFS    ', 0x36))) return;
  const sectorSize = boot.u16le(11);
  const sectorsPerCluster = boot.u8(13);
  const [reserved, fats, rootEntries, media] = [boot.u16le(14), boot.u8(16), boot.u16le(17), boot.u8(21)];
  if (fats === 0 || reserved === 0 || (media < 0xf8 && media !== 0xf0)) return undefined;
  if (!isPowerOfTwo(sectorsPerCluster) || !isPowerOfTwo(sectorSize) || sectorSize < 512 || sectorSize > 4096) return;
  const sectors = boot.u16le(19) || boot.u32le(32);
  const fatSectors = boot.u16le(22) || boot.u32le(36);
  const rootSectors = Math.ceil((rootEntries * 32) / sectorSize);
  const clusters = Math.floor((sectors - (reserved + fatSectors * fats + rootSectors)) / sectorsPerCluster);
  const max = boot.u16le(22) === 0 && boot.u32le(36) !== 0 ? fat32Max : clusters > fat12Max ? fat16Max : fat12Max;
  if (clusters < 0 || clusters > max) return undefined;
  return {
    sectorSize,
    clusterSize: sectorsPerCluster * sectorSize,
    fatStart: reserved * sectorSize,
    rootStart: (reserved + fatSectors * fats) * sectorSize,
    fatEntries: Math.floor((fatSectors * sectorSize) / 4),
    clusters,
  };
}

async function fat16(device: Device, boot: Bytes, { sectorSize, rootStart, clusters }: Geometry): Promise<Facts> {
  const root = await device.read(rootStart, boot.u16le(17) * 32);
  const signature = boot.u8(38);
  return {
    version: clusters < fat12Max ? 'FAT12' : clusters < fat16Max ? 'FAT16' : undefined,
    uuid: signature === 0x28 || signature === 0x29 ? serial(boot.slice(39, 4)) : undefined,
    label: root && volumeLabel(root),
    labelFatboot: signature === 0x29 ? bootLabel(boot.slice(43, 11)) : undefined,
    blockSize: sectorSize,
    secType: 'msdos',
  };
}

async function fat32(device: Device, boot: Bytes, geometry: Geometry): Promise<Facts | undefined> {
  const { sectorSize } = geometry;
  if (boot.u32le(36) === 0) return { blockSize: sectorSize };
  const infoSector = boot.u16le(48);
  if (infoSector !== 0) {
    const info = await device.read(infoSector * sectorSize, 512);
    const zero = '\0\0\0\0';
    if (info === undefined || !['RRaA', 'RRdA', zero].some((magic) => info.has(magic, 0))) return undefined;
    if (!['rrAa', zero].some((magic) => info.has(magic, 484))) return undefined;
  }
  return {
    version: 'FAT32',
    uuid: serial(boot.slice(67, 4)),
    label: await rootLabel(device, boot.u32le(44), geometry),
    labelFatboot: boot.u8(66) === 0x29 ? bootLabel(boot.slice(71, 11)) : undefined,
    blockSize: sectorSize,
  };
}

// The root directory of FAT32 is a chain of clusters like any file.
async function rootLabel(device: Device, first: number, geometry: Geometry): Promise<string | undefined> {
  const { clusterSize, fatStart, rootStart, fatEntries } = geometry;
  let cluster = first;
  for (let count = 0; count < maxClusters && cluster >= 2 && cluster < fatEntries; count++) {
    const directory = await device.read(rootStart + (cluster - 2) * clusterSize, clusterSize);
    const found = directory && volumeLabel(directory);
    if (found !== undefined) return found;
    const next = await device.read(fatStart + cluster * 4, 4);
    cluster = (next?.u32le(0) ?? 0) & 0x0fffffff;
  }
  return undefined;
}

function volumeLabel(directory: Bytes): string | undefined {
  for (let at = 0; at < directory.length && directory.u8(at) !== 0; at += 32) {
    const attributes = directory.u8(at + 11);
    const hasCluster = directory.u16le(at + 20) !== 0 || directory.u16le(at + 26) !== 0;
    if (directory.u8(at) === 0xe5 || hasCluster || (attributes & 0x3f) === 0x0f) continue;
    // A volume, and not a directory.
    if ((attributes & 0x18) !== 0x08) continue;
    const name = directory.slice(at, 11).slice();
    // 0xe5 marks a free entry, so that a name which begins with it is written with 0x05.
    if (name[0] === 0x05) name[0] = 0xe5;
    return label(name);
  }
  return undefined;
}

function bootLabel(bytes: Uint8Array): string | undefined {
  const text = label(bytes);
  return text === 'NO NAME' ? undefined : text;
}

function isPowerOfTwo(number: number): boolean {
  return number > 0 && (number & (number - 1)) === 0;
}
