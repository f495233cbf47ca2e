import type { Entry, Resource } from '../../entry/entry.ts';
import type { Reading } from '../../entry/reading.ts';
import type { Volume } from '../../entry/volume.ts';
import { uniqueIds } from '../common/linux-entry.ts';
import { filesAmong } from '../common/text-file.ts';
import type { Dialect, Machine } from '../dialect.ts';
import { openImage } from '../grub/image-volume.ts';
import { findItsImage, type Surroundings } from './live-systems.ts';
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
  if (!image) return failed(id, path, 'this is no ISO 9660 image');
  const [loopbackCfg] = await filesAmong(image, LOOPBACK_CFG);
  const reading = loopbackCfg
    ? await readLoopbackCfg(path, loopbackCfg, volume, volumes, machine)
    : await firstWithEntries(image, volumes, machine, languages);
  if (!reading) return failed(id, path, nothing);
  const surroundings = { place: { path, volume }, volumes, told: loopbackCfg !== undefined };
  const within = (of: Resource): Resource =>
    of.volume === image.identity.id ? { ...of, volume: id, image: path } : of;
  return ofImage({ volume: id, config: path, image, reading, surroundings, within });
}

/**
 * As {@link readImage}, of an image at a URL.
 * @param image the files in the image, as a volume whose id is the URL
 */
export async function readImageAtUrl(
  image: Volume,
  volumes: readonly Volume[],
  machine: Machine,
  languages: readonly Dialect[],
): Promise<Reading> {
  const { id: url } = image.identity;
  const config = decodeURI(new URL(url).pathname);
  const reading = await firstWithEntries(image, volumes, machine, languages);
  if (!reading) return failed(url, config, nothing);
  const surroundings = { place: { url }, volumes, told: false };
  return ofImage({ volume: url, config, image, reading, surroundings, within: (of) => of });
}

const nothing = 'this image has no boot configuration that is known';

interface Read {
  /** Of the image. */
  readonly volume: string;
  readonly config: string;
  readonly image: Volume;
  /** What its configuration says. */
  readonly reading: Reading;
  readonly surroundings: Surroundings;
  /** A file of the image as others find it. */
  within(resource: Resource): Resource;
}

async function ofImage({ volume, config, image, reading, surroundings, within }: Read): Promise<Reading> {
  const entries: Entry[] = [];
  for (const entry of reading.entries) {
    entries.push({
      ...entry,
      ...(await findItsImage(entry, image, surroundings)),
      source: 'loopback',
      volume,
      config: `${config}:${entry.config}`,
      submenu: [config.slice(config.lastIndexOf('/') + 1), ...entry.submenu],
      ...(entry.kernel ? { kernel: within(entry.kernel) } : {}),
      initrds: entry.initrds.map(within),
      ...(entry.devicetree ? { devicetree: within(entry.devicetree) } : {}),
      default: false,
    });
  }
  const diagnostics = reading.diagnostics.map((remark) => ({ ...remark, config: `${config}:${remark.config}` }));
  return { volume, config, entries: uniqueIds(entries), diagnostics };
}

function failed(volume: string, config: string, message: string): Reading {
  return { volume, config, entries: [], diagnostics: [{ config, line: 1, message }] };
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
