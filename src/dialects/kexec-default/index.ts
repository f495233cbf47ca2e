import type { Volume } from '../../entry/volume.ts';
import { filesAmong } from '../common/text-file.ts';
import type { Dialect } from '../dialect.ts';

const FILE = '/etc/default/kexec';

/** What Debian's kexec-tools load when the system is rebooted. https://manpages.debian.org/kexec-tools */
export const kexecDefault: Dialect = {
  name: 'kexec-default',
  places: [FILE, '/etc/default/kexec.d/*'],
  find: (volume: Volume) => filesAmong(volume, [FILE]),
  async read(...given) {
    return (await import('./read.ts')).readKexecDefault(...given);
  },
};
