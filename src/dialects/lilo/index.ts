import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const FILES = ['/etc/lilo.conf', '/lilo.conf'];

/** LILO. Its configuration is read, not the map that lilo(8) made of it. https://man.cx/lilo.conf(5) */
export const lilo: Dialect = {
  name: 'lilo',
  places: FILES,
  find: (volume) => filesAmong(volume, FILES),
  async read(path, volume, volumes) {
    return (await import('./lilo-conf.ts')).readLiloConf(path, volume, volumes);
  },
};
