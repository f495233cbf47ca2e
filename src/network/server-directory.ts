// A server whose directories can be listed, by the pages that it makes of them, and where a file can be shown under a
// second name. For languages that look into directories.

import type { Identity, OpenFile, Stat, Volume } from '../entry/volume.ts';

const [largestPage, mostNames] = [2 ** 20, 10_000];

export class ServerDirectory implements Volume {
  readonly identity: Identity;
  readonly #volume: Volume;
  readonly #aliases: ReadonlyMap<string, string>;

  /** @param aliases paths under which there is what lies at another path */
  constructor(volume: Volume, aliases: ReadonlyMap<string, string> = new Map()) {
    this.identity = volume.identity;
    this.#volume = volume;
    this.#aliases = aliases;
  }

  read(path: string, limit?: number): Promise<Uint8Array | undefined> {
    return this.#volume.read(this.#real(path), limit);
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const directory = path.replace(/\/*$/, '/');
    const own = [...this.#aliases.keys()].filter((alias) => alias.slice(0, alias.lastIndexOf('/') + 1) === directory);
    if (own.length > 0) return own.map((alias) => alias.slice(directory.length));
    if (!/^https?$/.test(this.identity.type ?? '')) return undefined;
    const page = await this.#volume.read(directory, largestPage);
    return page && namesIn(Buffer.from(page).toString('utf8'));
  }

  stat(path: string): Promise<Stat | undefined> {
    return this.#volume.stat(this.#real(path));
  }

  open(path: string): Promise<OpenFile | undefined> {
    return this.#volume.open(this.#real(path));
  }

  #real(path: string): string {
    return this.#aliases.get(path) ?? path;
  }
}

/** The names that the page of a directory links to: what lies in it, and not above or elsewhere. */
export function namesIn(html: string): string[] {
  const names = new Set<string>();
  for (const [, quoted, bare] of html.matchAll(
    /<a\s[^>]{0,100}?href\s*=\s*(?:["']([^"'<>]{1,500})["']|([^\s"'<>]{1,500}))/gi,
  )) {
    const name = unescaped((quoted ?? bare ?? '').replace(/^\.\//, '').replace(/\/$/, ''));
    if (name !== '' && name !== '.' && name !== '..' && !/[/?#:]/.test(name)) names.add(name);
    if (names.size >= mostNames) break;
  }
  return [...names].sort();
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('&amp;', '&'));
  } catch {
    return name;
  }
}
