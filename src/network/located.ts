import type { Machine } from '../dialects/dialect.ts';
import { serverPlace } from '../dialects/server-place.ts';
import { shown } from '../entry/shown.ts';
import type { Volume } from '../entry/volume.ts';
import { NetworkError } from './network-error.ts';

/** A file on a server. */
export interface Located {
  readonly volume: Volume;
  /** From the server's root, with a query where the URL has one. */
  readonly path: string;
}

/** The server and the path of a URL. Raises NetworkError where it is none that can be fetched. */
export function locate(url: string, { volume }: { volume(origin: string): Volume }): Located {
  const place = serverPlace(url);
  if (!place) throw new NetworkError(`${shown(url)} cannot be fetched: it takes a URL with http, https, tftp or nfs.`);
  return { volume: volume(place.origin), path: place.path };
}

/** The same by the servers of the machine's network, which has to be there. */
export function locateOn(url: string, { network }: Machine): Located {
  if (!network) throw new NetworkError(`${shown(url)} cannot be fetched: there is no network.`);
  return locate(url, { volume: (origin) => network.volume(origin)! });
}

/**
 * The first of these URLs that a server has. One that it fails at, as some do in place of saying that there is no such
 * file, is passed over; the failure is raised where nothing else is there.
 */
export async function firstThere(urls: Iterable<string>, machine: Machine): Promise<Located | undefined> {
  let failure: NetworkError | undefined;
  for (const url of urls) {
    const located = locateOn(url, machine);
    try {
      if ((await located.volume.stat(located.path))?.kind === 'file') return located;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
  return undefined;
}
