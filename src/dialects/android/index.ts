import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const DIRECTORIES = ['', '/boot'];
const NAMES = ['boot.img', 'boot_a.img', 'boot_b.img', 'recovery.img'];
const FILES = DIRECTORIES.flatMap((directory) => NAMES.map((name) => `${directory}/${name}`));

/**
 * Android boot images that lie in files, with the vendor_boot.img and init_boot.img beside them.
 * https://source.android.com/docs/core/architecture/bootloader/boot-image-header
 */
export const android: Dialect = {
  name: 'android',
  places: FILES,
  find: (volume) => filesAmong(volume, FILES),
  async read(path, volume) {
    return (await import('./read.ts')).readBootImage(path, volume);
  },
};
