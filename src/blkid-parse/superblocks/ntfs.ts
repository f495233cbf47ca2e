import type { Bytes } from '../bytes.ts';
import type { Format } from '../format.ts';
import { utf16 } from '../text.ts';

const volumeRecord = 3;
const volumeName = 0x60;
const endOfAttributes = 0xffffffff;
// Attributes of one record of the master file table that are looked at.
const maxAttributes = 64;

/** NTFS: https://flatcap.github.io/linux-ntfs/ntfs/files/boot.html, and …/files/volume.html for the label. */
export const ntfs: Format = {
  type: 'ntfs',
  usage: 'filesystem',
  magics: [{ at: 3, bytes: 'NTFS    ' }],
  verify: async (device) => {
    const boot = await device.read(0, 512);
    const layout = boot && measure(boot);
    if (boot === undefined || layout === undefined) return undefined;
    const { sectorSize, recordSize, mft } = layout;
    const first = await device.read(mft, recordSize);
    const volume = await device.read(mft + volumeRecord * recordSize, recordSize);
    if (!first?.has('FILE', 0) || !volume?.has('FILE', 0)) return undefined;
    return {
      uuid: boot.big64le(72).toString(16).toUpperCase().padStart(16, '0'),
      label: name(volume),
      blockSize: sectorSize,
    };
  },
};

function measure(boot: Bytes): { sectorSize: number; recordSize: number; mft: number } | undefined {
  const sectorSize = boot.u16le(11);
  // Large clusters are written as the negative of their logarithm.
  const factor = boot.u8(13);
  const sectorsPerCluster = factor >= 240 && factor <= 249 ? 2 ** (256 - factor) : factor;
  const clusterSize = sectorSize * sectorsPerCluster;
  if (sectorSize < 256 || sectorSize > 4096 || clusterSize > 2 ** 21) return undefined;
  if (sectorsPerCluster === 0 || Math.log2(sectorsPerCluster) % 1 !== 0) return undefined;
  // Where FAT has its numbers, NTFS has zeroes.
  const fatFields = [boot.u16le(14), boot.u8(16), boot.u16le(17), boot.u16le(19), boot.u16le(22), boot.u32le(32)];
  if (fatFields.some((field) => field !== 0)) return undefined;
  const clusters = boot.u64le(40) / sectorsPerCluster;
  const [mft, mirror, perRecord] = [boot.u64le(48), boot.u64le(56), boot.u8(64)];
  if (mft > clusters || mirror > clusters) return undefined;
  const isLogarithm = perRecord >= 0xe1 && perRecord <= 0xf7;
  if (!isLogarithm && ![1, 2, 4, 8, 16, 32, 64].includes(perRecord)) return undefined;
  return {
    sectorSize,
    recordSize: isLogarithm ? 2 ** (256 - perRecord) : perRecord * clusterSize,
    mft: mft * clusterSize,
  };
}

function name(record: Bytes): string | undefined {
  let at = record.u16le(20);
  for (let count = 0; count < maxAttributes && at < record.length; count++) {
    const [type, length] = [record.u32le(at), record.u32le(at + 4)];
    if (type === endOfAttributes || length === 0) return undefined;
    if (type === volumeName) return utf16(record.slice(at + record.u16le(at + 20), record.u32le(at + 16)), 'le');
    at += length;
  }
  return undefined;
}
