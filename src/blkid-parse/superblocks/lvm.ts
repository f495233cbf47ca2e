import { crc32 } from '../crc32.ts';
import type { Format } from '../format.ts';
import { latin1 } from '../text.ts';

const labelSize = 512;
const seed = 0xf597a6cf;

/**
 * An LVM2 physical volume: its label lies in one of the first four sectors.
 * https://sourceware.org/git/?p=lvm2.git;a=blob;f=lib/label/label.h
 */
export const lvm: Format = {
  type: 'LVM2_member',
  usage: 'raid',
  magics: [1, 0, 2, 3].map((sector) => ({ at: sector * labelSize + 24, bytes: 'LVM2 001' })),
  verify: async (device, { at, bytes }) => {
    const sector = Math.floor(at / labelSize);
    const header = await device.read(sector * labelSize, labelSize);
    if (!header?.has('LABELONE', 0) || header.u64le(8) !== sector) return undefined;
    if (crc32(seed, header.slice(20, labelSize)) !== header.u32le(16)) return undefined;
    const id = latin1(header.slice(32, 32));
    return {
      version: bytes,
      uuid: id?.replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7'),
    };
  },
};
