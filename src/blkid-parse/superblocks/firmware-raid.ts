import type { Format } from '../format.ts';
import { label } from '../text.ts';

const intelSignature = 'Intel Raid ISM Cfg Sig. ';

/** A member of an Intel RAID (IMSM): its metadata begins in the last sector but one. super-intel.c of mdadm */
export const isw: Format = {
  type: 'isw_raid_member',
  usage: 'raid',
  minSize: 0x10000,
  verify: async (device) => {
    const sectorSize = device.sectorSize ?? 512;
    const anchor = await device.read((Math.floor(device.size / sectorSize) - 2) * sectorSize, 48);
    if (!anchor?.has(intelSignature, 0)) return undefined;
    return { version: label(anchor.slice(intelSignature.length, 6)) };
  },
};

/** A member of an array in SNIA’s Common RAID Disk Data Format, whose anchor lies at the end: https://www.snia.org/ddf */
export const ddf: Format = {
  type: 'ddf_raid_member',
  usage: 'raid',
  minSize: 0x30000,
  verify: async (device) => {
    for (const sectors of [1, 257]) {
      const header = await device.read((Math.floor(device.size / 512) - sectors) * 512, 512);
      const big = header?.has('\xde\x11\xde\x11', 0);
      const little = header?.has('\x11\xde\x11\xde', 0);
      if (header === undefined || (!big && !little)) continue;
      const primary = big ? header.u64be(96) : header.u64le(96);
      // The anchor at the end points to a header that begins in the same way.
      const first = primary === 0 ? header : await device.read(primary * 512, 4);
      if (first?.u32be(0) !== header.u32be(0)) return undefined;
      return { version: label(header.slice(32, 8)), uuid: label(header.slice(8, 24)) };
    }
    return undefined;
  },
};
