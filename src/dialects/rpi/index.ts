import type { Volume } from '../../entry/volume.ts';
import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const FILE = '/config.txt';
/** What lies beside the firmware's config.txt, and beside no other file of that name. */
const FIRMWARE =
  /^(?:start[0-9a-z_]*\.elf|bootcode\.bin|cmdline\.txt|kernel(?:7|7l|8|_2712)?\.img|bcm27[0-9]+.*\.dtb)$/i;

/** The Raspberry Pi's firmware. https://www.raspberrypi.com/documentation/computers/config_txt.html */
export const rpi: Dialect = {
  name: 'rpi',
  places: [FILE],
  find,
  async read(...given) {
    return (await import('./read.ts')).readConfigTxt(...given);
  },
};

async function find(volume: Volume): Promise<string[]> {
  const found = await filesAmong(volume, [FILE]);
  if (found.length === 0) return [];
  return ((await volume.list('/')) ?? []).some((name) => FIRMWARE.test(name)) ? found : [];
}
