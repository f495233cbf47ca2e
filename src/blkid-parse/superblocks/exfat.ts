import type { Bytes } from '../bytes.ts';
import type { Device } from '../device.ts';
import type { Format } from '../format.ts';
import { serial, utf16 } from '../text.ts';

const labelEntry = 0x83;
// Pieces of the root directory, of 4 KiB at most, that are searched for the label.
const maxPieces = 80;

/** exFAT: https://learn.microsoft.com/en-us/windows/win32/fileio/exfat-specification */
export const exfat: Format = {
  type: 'exfat',
  usage: 'filesystem',
  magics: [{ at: 3, bytes: 'EXFAT   ' }],
  verify: async (device) => {
    const boot = await device.read(0, 512);
    if (boot === undefined) return undefined;
    const [sectorShift, clusterShift] = [boot.u8(108), boot.u8(109)];
    if (sectorShift < 9 || sectorShift > 12 || clusterShift > 25 - sectorShift) return undefined;
    return {
      version: `${boot.u8(105)}.${boot.u8(104)}`,
      uuid: serial(boot.slice(100, 4)),
      label: await volumeLabel(device, boot, 2 ** sectorShift, 2 ** (sectorShift + clusterShift)),
      blockSize: 2 ** sectorShift,
    };
  },
};

async function volumeLabel(device: Device, boot: Bytes, sectorSize: number, clusterSize: number) {
  const [fat, heap, clusters] = [boot.u32le(80) * sectorSize, boot.u32le(88) * sectorSize, boot.u32le(92)];
  const pieceSize = Math.min(clusterSize, 4096);
  let cluster = boot.u32le(96);
  let offset = 0;
  for (let count = 0; count < maxPieces && cluster >= 2 && cluster < clusters + 2; count++) {
    const piece = await device.read(heap + (cluster - 2) * clusterSize + offset, pieceSize);
    if (piece === undefined) return undefined;
    for (let at = 0; at < pieceSize; at += 32) {
      if (piece.u8(at) === 0) return undefined;
      if (piece.u8(at) === labelEntry) return utf16(piece.slice(at + 2, Math.min(piece.u8(at + 1), 11) * 2), 'le');
    }
    offset += pieceSize;
    if (offset < clusterSize) continue;
    offset = 0;
    cluster = (await device.read(fat + cluster * 4, 4))?.u32le(0) ?? 0;
  }
  return undefined;
}
