import type { Resource } from '../../entry/entry.ts';
import type { Volume } from '../../entry/volume.ts';
import type { NetworkBoot } from '../network-boot.ts';
import { onServer } from '../server-place.ts';

/** Filesystems on which names match without regard to case, or may do so: of a bare directory it is not known. */
const CASELESS = new Set(['vfat', 'msdos', 'exfat', 'ntfs', 'iso9660', undefined]);
const MAX_CONFIGURATION = 2 ** 20;
/** All files of one reading together, so that files that include each other come to an end. */
const MAX_BYTES = 2 * 2 ** 20;
const MAX_FILES = 1_000;

/** Where the name of a file leads: a path on the volume, or a URL. */
export interface Place {
  readonly path: string;
  readonly url?: string;
}

/** Where a file lies, and a sentence where it is not there. */
export interface Located {
  readonly resource: Resource;
  readonly missing?: string;
}

/** The volume as SYSLINUX sees it. Remembers what it found, and says when it is asked for too much. */
export class Files {
  readonly volume: Volume;
  readonly #network: NetworkBoot | undefined;
  readonly #known = new Map<string, Promise<string | undefined>>();
  readonly #located = new Map<string, Located>();
  #bytes = 0;
  #count = 0;

  constructor(volume: Volume, network?: NetworkBoot) {
    this.volume = volume;
    this.#network = network;
  }

  /** Whether no more is read: the files are larger, or more, than any boot menu needs. */
  get exhausted(): boolean {
    return this.#bytes >= MAX_BYTES || this.#count >= MAX_FILES;
  }

  /** The text of a configuration file, and its path as it is on the volume, or its URL where it lies elsewhere. */
  async read({ path, url }: Place): Promise<{ path: string; text: string } | undefined> {
    if (this.exhausted) return undefined;
    const file = url === undefined ? await this.#ownFile(path) : await this.#fileOf(url);
    this.#count += 1;
    this.#bytes += file?.bytes.length ?? 0;
    if (!file) return undefined;
    const { bytes } = file;
    return { path: file.path, text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') };
  }

  async #ownFile(path: string): Promise<{ path: string; bytes: Uint8Array } | undefined> {
    const found = await this.find(path);
    const bytes = found === undefined ? undefined : await this.volume.read(found, MAX_CONFIGURATION);
    return bytes && { path: found!, bytes };
  }

  /** A server that fails has no such file. */
  async #fileOf(url: string): Promise<{ path: string; bytes: Uint8Array } | undefined> {
    const place = onServer(url, this.#network);
    const bytes = await place?.volume.read(place.path, MAX_CONFIGURATION).catch(() => undefined);
    return bytes && { path: url, bytes };
  }

  /** The path of a file that is there, in the case in which its names are on the volume. */
  find(path: string): Promise<string | undefined> {
    const known = this.#known.get(path);
    if (known) return known;
    const found = this.#search(path);
    this.#known.set(path, found);
    return found;
  }

  /** As `locate`, with the volume; told at once where it was asked for before. */
  resource(name: string, directory: string): Located | Promise<Located> {
    const key = `${directory}\n${name}`;
    const known = this.#located.get(key);
    if (known) return known;
    return this.#locate(name, directory).then((located) => {
      this.#located.set(key, located);
      return located;
    });
  }

  async #locate(name: string, directory: string): Promise<Located> {
    const { path, url } = locate(name, directory);
    const remote = url === undefined ? undefined : onServer(url, this.#network);
    if (remote) return { resource: { volume: remote.volume.identity.id, path: remote.path } };
    if (url !== undefined) return { resource: { path, url, wants: /^[^/]*\/\/[^/]*/.exec(url)![0] } };
    const { id } = this.volume.identity;
    const found = await this.find(path);
    if (found !== undefined) return { resource: { volume: id, path: found } };
    return { resource: { volume: id, path }, missing: `${path} does not exist on ${id}.` };
  }

  async #search(path: string): Promise<string | undefined> {
    if ((await this.volume.stat(path))?.kind === 'file') return path;
    if (!CASELESS.has(this.volume.identity.type)) return undefined;
    let at = '';
    for (const name of path.split('/').slice(1)) {
      const names = (await this.volume.list(at || '/')) ?? [];
      const same = names.find((other) => other === name) ?? names.find((other) => equalCaseless(other, name));
      if (same === undefined) return undefined;
      at += `/${same}`;
    }
    return (await this.volume.stat(at))?.kind === 'file' ? at : undefined;
  }
}

function equalCaseless(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}

/**
 * Where a file name of a configuration leads: a path on its own volume, or another server's file.
 * PXELINUX knows `::FILE` (from the server's root), `SERVER::FILE` and URLs besides paths.
 * (https://wiki.syslinux.org/wiki/index.php?title=PXELINUX#Special_Pathnames)
 * @param directory the working directory: an absolute path
 */
export function locate(name: string, directory: string): Place {
  const [isUrl, rest] = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(.*)$/is.exec(name) ?? [];
  if (isUrl !== undefined) return { path: normalize(rest ?? ''), url: name };
  const [, server = '', file] = /^([^:/]*)::(.*)$/s.exec(name) ?? [];
  if (server !== '') return { path: normalize(file!), url: `tftp://${server}${normalize(file!)}` };
  const path = file === undefined ? name : `/${file}`;
  return { path: normalize(path.startsWith('/') ? path : `${directory}/${path}`) };
}

/** The path without empty names, `.` and `..`. */
export function normalize(path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}
