import type { Volume } from '../../entry/volume.ts';
import type { Dialect } from '../dialect.ts';
import { findKernels } from './find-kernels.ts';

/** Kernels that no configuration speaks of, with the initrds that go by the same version. */
export const kernels: Dialect = {
  name: 'kernels',
  places: ['/vmlinuz*', '/boot/vmlinuz*', '/EFI/*/vmlinuz*', '/usr/lib/modules/*/vmlinuz', '/*/*/linux'],
  fallback: true,
  find: async (volume: Volume) => ((await findKernels(volume)).length > 0 ? ['/'] : []),
  async read(...given) {
    return (await import('./read.ts')).readKernels(...given);
  },
};
