// What lies at a path that somebody has entered, by its content.

import { fromUrl } from '../console/editor/entry-form.ts';
import type { Place } from '../console/editor/place.ts';
import type { Machine } from '../dialects/dialect.ts';
import { dialects, readImageAtUrl } from '../dialects/index.ts';
import type { Entry, Resource } from '../entry/entry.ts';
import type { Reading } from '../entry/reading.ts';
import { shown } from '../entry/shown.ts';
import type { Volume } from '../entry/volume.ts';
import { fromDescriptor } from '../images/from-file.ts';
import type { Image } from '../images/image.ts';
import { Iso } from '../images/iso9660.ts';
import { recognise } from '../images/recognise.ts';
import { partOf } from '../images/source.ts';
import { LoadError } from '../kexec/load-error.ts';
import { openResource } from '../kexec/open-resource.ts';
import { findVolume } from './find-volume.ts';
import { readConfiguration } from './read-configuration.ts';

export type Entered =
  /** Boots as it is. */
  | { readonly kind: 'entry'; readonly entry: Entry }
  /** A kernel, which wants to know its initrds and its cmdline. */
  | { readonly kind: 'kernel'; readonly entry: Entry }
  | { readonly kind: 'configuration'; readonly reading: Reading }
  | { readonly kind: 'noVolume' | 'noFile' | 'nothing' }
  | { readonly kind: 'noEntries' | 'unreadable'; readonly reason: string };

/** A file on a server, and the machine with what the lease has told that it is reached by. */
export interface Reached {
  readonly volume: Volume;
  readonly path: string;
  readonly machine?: Machine;
}

/**
 * Looks at what lies there. Never throws.
 * @param text what was entered
 * @param volumes all that are there
 * @param locate the server and the path of a URL, and the machine with what it knows of that network; what it raises is
 * told
 * @param imageAt the files in the disc image at a URL; undefined where none is there
 */
export async function lookAt(
  text: string,
  place: Place,
  volumes: readonly Volume[],
  machine: Machine,
  locate: (url: string) => Promise<Reached>,
  imageAt: (url: string) => Promise<Volume | undefined>,
): Promise<Entered> {
  try {
    if ('url' in place) {
      // Not all of an image is wanted, and what else it may be is not worth another question.
      const image = /\.iso$/i.test(new URL(place.url).pathname) ? await imageAt(place.url) : undefined;
      if (image) return entriesOf(await readImageAtUrl(image, volumes, machine));
      const { volume, path, machine: there = machine } = await locate(place.url);
      const reading = await atUrl(place.url, there);
      if (reading) return entriesOf(reading);
      const resource = { volume: volume.identity.id, path };
      const entered = await lookOn(text, resource, volume, [...volumes, volume], there);
      if (!('entry' in entered)) return entered;
      return { ...entered, entry: { ...entered.entry, kernel: fromUrl(place.url) } };
    }
    const volume = await volumeOf(place, volumes);
    if (!volume) return { kind: place.volume === undefined ? 'noFile' : 'noVolume' };
    return await lookOn(text, { ...place, volume: volume.identity.id }, volume, volumes, machine);
  } catch (failure) {
    if (failure instanceof LoadError) return { kind: 'noFile' };
    const { code, message } = failure as NodeJS.ErrnoException;
    return { kind: 'unreadable', reason: code ?? message };
  }
}

/** What only who comes over a network reads: scripts that chain on, directories, single entries. */
async function atUrl(url: string, machine: Machine): Promise<Reading | undefined> {
  if (!machine.network) return undefined;
  const { findAt } = await import('../network/find.ts');
  const found = await findAt(url, machine);
  return 'reading' in found ? found.reading : undefined;
}

/** Without a volume's name, the first one that has the file. */
async function volumeOf(
  { volume, path, image }: Exclude<Place, { url: string }>,
  volumes: readonly Volume[],
): Promise<Volume | undefined> {
  if (volume !== undefined) return findVolume(volume, volumes);
  for (const one of volumes) if ((await one.stat(image ?? path))?.kind === 'file') return one;
  return undefined;
}

async function lookOn(
  text: string,
  resource: Resource,
  volume: Volume,
  volumes: readonly Volume[],
  machine: Machine,
): Promise<Entered> {
  const { image, isIso } = await contentOf(resource, volume);
  const kind = image && kindOf(image);
  if (kind) return { kind: kind === 'linux' ? 'kernel' : 'entry', entry: entryOf(text, kind, resource) };
  if (image || resource.image !== undefined) return { kind: 'nothing' };
  const loopback = isIso ? dialects.find(({ name }) => name === 'loopback') : undefined;
  const reading = loopback
    ? await loopback.read(resource.path, volume, volumes, machine)
    : await readConfiguration(resource.path, volume, volumes, machine);
  return reading ? entriesOf(reading) : { kind: 'nothing' };
}

function entriesOf(reading: Reading): Entered {
  if (reading.entries.length > 0) return { kind: 'configuration', reading };
  return { kind: 'noEntries', reason: reading.diagnostics[0]?.message ?? 'it is empty' };
}

async function contentOf(resource: Resource, volume: Volume): Promise<{ image?: Image | undefined; isIso: boolean }> {
  const file = await openResource('file', resource, () => volume);
  try {
    const source = partOf(await fromDescriptor(file.fd), file.offset, file.size);
    // The first sectors of a disc image are free for boot loaders, which can look like anything.
    if (await Iso.open((offset, length) => source.read(offset, length))) return { isIso: true };
    return { image: await recognise(source), isIso: false };
  } finally {
    await file.close();
  }
}

/** What kind of entry boots the image; undefined for what is no kernel. */
function kindOf(image: Image): Entry['kind'] | undefined {
  switch (image.format) {
    case 'uki':
      return 'uki';
    case 'bzimage':
    case 'zboot':
    case 'arm64-image':
      return 'linux';
    case 'elf':
      if (image.type === 'relocatable') return undefined;
      return image.multiboot.includes(2) ? 'multiboot2' : image.multiboot.includes(1) ? 'multiboot' : 'linux';
    case 'efi':
      return image.linux ? 'linux' : undefined;
    case 'compressed':
      return image.content && kindOf(image.content);
    case 'cpio':
      return undefined;
  }
}

function entryOf(text: string, kind: Entry['kind'], kernel: Resource): Entry {
  const name = shown(text);
  return {
    id: name,
    title: name,
    submenu: [],
    source: 'kernels',
    volume: kernel.volume ?? '',
    config: kernel.path,
    line: 1,
    kind,
    kernel,
    initrds: [],
    cmdline: '',
    default: false,
    diagnostics: [],
  };
}
