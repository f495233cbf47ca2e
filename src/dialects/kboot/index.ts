import type { Volume } from '../../entry/volume.ts';
import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const KBOOT = ['/kboot.conf', '/kboot.cnf', '/etc/kboot.conf', '/etc/kboot.cnf', '/boot/kboot.conf', '/boot/kboot.cnf'];
const PETITBOOT = ['/boot/petitboot.conf', '/petitboot.conf'];

/** What the kexec boot loaders kboot and petitboot read: kboot.conf, and petitboot's own petitboot.conf. */
export const kboot: Dialect = {
  name: 'kboot',
  places: [...PETITBOOT, ...KBOOT],
  find,
  async read(path, volume, volumes) {
    if (path.endsWith('/petitboot.conf'))
      return (await import('./petitboot-conf.ts')).readPetitbootConf(path, volume, volumes);
    return (await import('./kboot-conf.ts')).readKbootConf(path, volume, volumes);
  },
};

/** petitboot reads every kboot.conf, but only the first petitboot.conf (discover/native/native.c). */
async function find(volume: Volume): Promise<string[]> {
  return [...(await filesAmong(volume, PETITBOOT)).slice(0, 1), ...(await filesAmong(volume, KBOOT))];
}
