import type { Entry, Resource } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { uniqueIds } from '../common/linux-entry.ts';
import { filesAmong } from '../common/text-file.ts';
import type { Dialect, Machine } from '../dialect.ts';
import { openImage } from '../grub/image-volume.ts';
import { findItsImage } from './live-systems.ts';
import { readLoopbackCfg } from './loopback-cfg.ts';

const LOOPBACK_CFG = ['/boot/grub/loopback.cfg', '/boot/grub2/loopback.cfg', '/grub/loopback.cfg'];

/** The entries of the disc image `path`, in a submenu of its name. None is the default: no boot loader would boot it. */
export async function readImage(
  path: string,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
  languages: readonly Dialect[],
): Promise<Reading> {
  const { id } = volume.identity;
  const image = await openImage(volume, path);
  if (!image) return failed('this is no ISO 9660 image');
  const [loopbackCfg] = await filesAmong(image, LOOPBACK_CFG);
  const reading = loopbackCfg
    ? await readLoopbackCfg(path, loopbackCfg, volume, volumes, machine)
    : await firstWithEntries(image, volumes, machine, languages);
  if (!reading) return failed('this image has no boot configuration that is known');

  const within = (of: Resource): Resource =>
    of.volume === image.identity.id ? { ...of, volume: id, image: path } : of;
  const entries: Entry[] = [];
  for (const entry of reading.entries) {
    const cmdline = loopbackCfg ? { cmdline: entry.cmdline } : await findItsImage(entry, image, { path, volume });
    entries.push({
      ...entry,
      ...cmdline,
      source: 'loopback',
      volume: id,
      config: `${path}:${entry.config}`,
      submenu: [path.slice(path.lastIndexOf('/') + 1), ...entry.submenu],
      ...(entry.kernel ? { kernel: within(entry.kernel) } : {}),
      initrds: entry.initrds.map(within),
      ...(entry.devicetree ? { devicetree: within(entry.devicetree) } : {}),
      default: false,
    });
  }
  const diagnostics = reading.diagnostics.map((remark) => ({ ...remark, config: `${path}:${remark.config}` }));
  return { volume: id, config: path, entries: uniqueIds(entries), diagnostics };

  function failed(message: string): Reading {
    return { volume: id, config: path, entries: [], diagnostics: [{ config: path, line: 1, message }] };
  }
}

/** What the image's own boot loader would show if the image were a disc. */
async function firstWithEntries(
  image: Volume,
  volumes: readonly Volume[],
  machine: Machine,
  languages: readonly Dialect[],
): Promise<Reading | undefined> {
  for (const language of languages)
    for (const config of await language.find(image)) {
      const reading = await language.read(config, image, [image, ...volumes], machine);
      if (reading?.entries.some(({ kernel }) => kernel)) return reading;
    }
  return undefined;
}
