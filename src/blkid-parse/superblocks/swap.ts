import type { Device } from '../device.ts';
import type { Facts, Format, Magic } from '../format.ts';
import { label, uuid } from '../text.ts';

// The magic number ends the first page, and pages have five sizes.
const pageEnds = [0x1000, 0x2000, 0x4000, 0x8000, 0x10000];
const atPageEnds = (bytes: string): Magic[] => pageEnds.map((end) => ({ at: end - 10, bytes }));
const tuxOnIce = '\xed\xc3\x02\xe9\x98\x56\xe5\x0c';
const minSize = 10 * 4096;

// union swap_header: include/linux/swap.h
async function header(device: Device, version: string): Promise<Facts | undefined> {
  const page = await device.read(1024, 512);
  if (page === undefined) return undefined;
  // Either byte order: the swap of another machine is still swap.
  if (version === '1' && ![1, 0x01000000].includes(page.u32le(0))) return undefined;
  if (version === '1' && page.u32le(4) === 0) return undefined;
  // mkswap of old left garbage where the UUID is now; these words are zero where it did not.
  if (page.u32le(44 + 32 * 4) !== 0 || page.u32le(44 + 33 * 4) !== 0) return { version };
  return { version, uuid: uuid(page.slice(12, 16)), label: label(page.slice(28, 16)) };
}

const suspended = ['S1SUSPEND', 'S2SUSPEND', 'ULSUSPEND', 'LINHIB0001'];

/** Swap that holds the memory of a hibernated system. It must not be touched, and nor may that system's disks. */
export const swsuspend: Format = {
  type: 'swsuspend',
  usage: 'other',
  minSize,
  magics: [{ at: 0, bytes: tuxOnIce }, ...suspended.flatMap(atPageEnds)],
  verify: (device, { bytes }) => header(device, bytes === tuxOnIce ? 'tuxonice' : bytes.toLowerCase()),
};

/** Linux swap. */
export const swap: Format = {
  type: 'swap',
  usage: 'other',
  minSize,
  magics: ['SWAP-SPACE', 'SWAPSPACE2'].flatMap(atPageEnds),
  verify: (device, { bytes }) => {
    if (device.head.has(tuxOnIce, 0)) return undefined;
    return bytes === 'SWAP-SPACE' ? { version: '0' } : header(device, '1');
  },
};
