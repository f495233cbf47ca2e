import type { Volume } from '../../entry/volume.ts';
import type { Dialect } from '../dialect.ts';

/** Where people put the disc images that they boot from: in these directories, and no deeper. */
const BELOW_ROOT = /^(?:isos?|boot-isos|images)$/i;
const BELOW_BOOT = /^isos?$/i;
const MAX_IMAGES = 16;

/**
 * Disc images that lie in files. Each is read through its loopback.cfg, which is made for that, else through the
 * configuration of one of `languages`. https://www.supergrubdisk.org/wiki/Loopback.cfg
 * @param languages those that disc images are configured in, the most telling first
 */
export function loopback(languages: readonly Dialect[]): Dialect {
  return {
    name: 'loopback',
    places: [
      '/*.iso',
      '/iso/*.iso',
      '/isos/*.iso',
      '/boot-isos/*.iso',
      '/images/*.iso',
      '/boot/*.iso',
      '/boot/iso/*.iso',
    ],
    find,
    async read(path, volume, volumes, machine) {
      return (await import('./read.ts')).readImage(path, volume, volumes, machine, languages);
    },
  };
}

async function find(volume: Volume): Promise<string[]> {
  const found: string[] = [];
  const root = await look('/');
  for (const name of root) if (BELOW_ROOT.test(name)) await look(`/${name}/`);
  if (root.includes('boot'))
    for (const name of await look('/boot/')) if (BELOW_BOOT.test(name)) await look(`/boot/${name}/`);
  return found.slice(0, MAX_IMAGES);

  async function look(directory: string): Promise<readonly string[]> {
    const names = (await volume.list(directory)) ?? [];
    for (const name of names) if (/\.iso$/i.test(name)) found.push(`${directory}${name}`);
    return names;
  }
}
