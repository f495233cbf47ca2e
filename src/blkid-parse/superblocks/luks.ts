import type { Bytes } from '../bytes.ts';
import type { Facts, Format } from '../format.ts';
import { label } from '../text.ts';

const primary = 'LUKS\xba\xbe';
const secondary = 'SKUL\xba\xbe';

function facts(header: Bytes): Facts {
  const version = header.u16be(6);
  if (version !== 1 && version !== 2) return { version: `${version}` };
  const second = version === 2 ? { label: label(header.slice(24, 48)), subsystem: label(header.slice(208, 48)) } : {};
  return { version: `${version}`, uuid: label(header.slice(168, 40)), ...second };
}

/**
 * LUKS1 and LUKS2, the latter also by its second header where the first is gone:
 * https://gitlab.com/cryptsetup/LUKS2-docs and https://gitlab.com/cryptsetup/cryptsetup/-/wikis/Specification
 */
export const luks: Format = {
  type: 'crypto_LUKS',
  usage: 'crypto',
  magics: [
    { at: 0, bytes: primary },
    { at: 0x4000, bytes: secondary },
    { at: 0x8000, bytes: secondary },
    { at: 0x10000, bytes: secondary },
  ],
  verify: async (device, { at }) => {
    const header = await device.read(at, 512);
    return header && facts(header);
  },
};

/** LUKS2 whose first header is gone and whose second lies farther in. Looked for where nothing else was found. */
export const distantLuks: Format = {
  type: 'crypto_LUKS',
  usage: 'crypto',
  verify: async (device) => {
    for (const at of [0x20000, 0x40000, 0x80000, 0x100000, 0x200000, 0x400000]) {
      const header = await device.read(at, 512);
      if (header?.has(secondary, 0)) return facts(header);
    }
    return undefined;
  },
};
