import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const FILES = ['/yaboot.conf', '/yaboot.cnf', '/etc/yaboot.conf', '/etc/yaboot.cnf', '/suseboot/yaboot.cnf'];

/** yaboot, the boot loader of PowerPC machines with Open Firmware. https://man.cx/yaboot.conf(5) */
export const yaboot: Dialect = {
  name: 'yaboot',
  places: FILES,
  find: (volume) => filesAmong(volume, FILES),
  async read(path, volume, volumes) {
    return (await import('./yaboot-conf.ts')).readYabootConf(path, volume, volumes);
  },
};
