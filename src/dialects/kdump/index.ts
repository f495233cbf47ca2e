import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const FILES = ['/etc/sysconfig/kdump', '/etc/default/kdump-tools'];

/** The kernels that kdump loads to be started when the running one crashes. They are no ordinary choice at boot. */
export const kdump: Dialect = {
  name: 'kdump',
  places: FILES,
  find: (volume) => filesAmong(volume, FILES),
  async read(...given) {
    return (await import('./read.ts')).readKdump(...given);
  },
};
