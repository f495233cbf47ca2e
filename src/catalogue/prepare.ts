// What has to be known before an offer is fetched: the names of images, and the checksums of its files.

import { shown } from '../entry/shown.ts';
import { compareVersions } from '../entry/version-compare.ts';
import { NetworkError } from '../network/network-error.ts';
import { type Checksum, checksumIn } from '../trust/checksum-file.ts';
import type { Offer } from './system.ts';

/** The bytes of what lies at a URL, undefined where nothing does. Raises NetworkError. */
export type ReadUrl = (url: string) => Promise<Uint8Array | undefined>;

export interface Prepared {
  readonly offer: Offer;
  /** What the files at these URLs have to be; of none where the catalogue names no checksums. */
  readonly checksums: ReadonlyMap<string, Checksum>;
}

/** Raises NetworkError, also where the mirror's lists do not have what they are asked for. */
export async function prepareOffer(offer: Offer, read: ReadUrl): Promise<Prepared> {
  const { images, image } = offer;
  const found = images === undefined || image === undefined ? undefined : await findImage(images, image, read);
  const complete =
    found === undefined ? offer : { ...offer, image: found, cmdline: offer.cmdline.replaceAll('{image}', found) };
  return { offer: complete, checksums: await checksumsOf(complete, read) };
}

const longestName = 128;

/** The newest image that the list names and `pattern` fits. */
async function findImage(list: string, pattern: string, read: ReadUrl): Promise<string> {
  const text = await textAt(list, read);
  const [directory, name] = [pattern.slice(0, pattern.lastIndexOf('/') + 1), nameOf(pattern)];
  const parts = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const fits = new RegExp(`^${parts.join('[\\w.~+-]*')}$`);
  // Short words cost little, whatever the pattern is.
  const names = text.split(/[^\w.~+-]+/).filter((word) => word.length < longestName && fits.test(word));
  const [newest] = [...new Set(names)].sort((a, b) => compareVersions(b, a));
  if (newest === undefined)
    throw new NetworkError(`${list} names no image such as ${name}. Try another mirror or release.`);
  return `${directory}${newest}`;
}

async function checksumsOf({ checksums, kernel, initrds }: Offer, read: ReadUrl): Promise<Prepared['checksums']> {
  if (checksums === undefined) return new Map();
  const text = await textAt(checksums, read);
  const directory = checksums.slice(0, checksums.lastIndexOf('/') + 1);
  return new Map(
    [kernel, ...initrds].map((url) => {
      const name = url.startsWith(directory) ? url.slice(directory.length) : nameOf(url);
      const found = checksumIn(text, name, false);
      if (!found) throw new NetworkError(`${shown(checksums)} has no checksum of ${name}. Try another mirror.`);
      return [url, { ...found, from: checksums }];
    }),
  );
}

async function textAt(url: string, read: ReadUrl): Promise<string> {
  const bytes = await read(url);
  if (!bytes) throw new NetworkError(`${shown(url)} is not there. Try another mirror or release.`);
  return Buffer.from(bytes).toString('latin1');
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
