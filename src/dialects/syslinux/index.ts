import type { Dialect } from '../dialect.ts';
import { findConfigurations, loaderOf, places, pxelinuxDirectory, pxelinuxPlaces } from './places.ts';

/** SYSLINUX, EXTLINUX and ISOLINUX, and U-Boot's extlinux.conf. https://wiki.syslinux.org/wiki/index.php?title=Config */
export const syslinux: Dialect = {
  name: 'syslinux',
  places,
  find: findConfigurations,
  async read(path, volume, _, machine) {
    const { readSyslinux } = await import('./read.ts');
    return readSyslinux(path, path.slice(0, path.lastIndexOf('/')) || '/', volume, loaderOf(path, volume), machine);
  },
};

/** PXELINUX, on a volume that is what a server offers. https://wiki.syslinux.org/wiki/index.php?title=PXELINUX */
export const pxelinux: Dialect = {
  name: 'pxelinux',
  places: pxelinuxPlaces,
  async find(volume) {
    const found: string[] = [];
    for (const place of pxelinuxPlaces) if ((await volume.stat(place))?.kind === 'file') found.push(place);
    return found;
  },
  async read(path, volume, _, machine) {
    const { readSyslinux } = await import('./read.ts');
    return readSyslinux(path, pxelinuxDirectory(path), volume, 'pxe', machine);
  },
};
