import type { Volume } from '../entry/volume.ts';
import type { NetworkBoot } from './network-boot.ts';

/** A file on a server. */
export interface ServerPlace {
  /** `http://10.0.0.1:8080`, with the user and the password where the URL has them. */
  readonly origin: string;
  /** From the server's root, without escapes, and with the query where the URL has one. */
  readonly path: string;
}

/** The server and the path of a URL; undefined for what is none with http, https, tftp or nfs. */
export function serverPlace(url: string): ServerPlace | undefined {
  if (!/^(https?|tftp|nfs):\/\/[^/]/i.test(url) || !URL.canParse(url)) return undefined;
  const { protocol, username, password, host, pathname, search } = new URL(url);
  const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  return { origin: `${protocol}//${user}${host}`, path: `${unescaped(pathname)}${search}` };
}

/** The volume and the path of a URL; undefined where no server can be asked for it. */
export function onServer(
  url: string,
  network: NetworkBoot | undefined,
): { readonly volume: Volume; readonly path: string } | undefined {
  const place = network && serverPlace(url);
  const volume = place && network.volume(place.origin);
  return volume && { volume, path: place.path };
}

/** The path of a URL without its escapes; as it is where they are none of UTF-8. */
export function unescaped(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
