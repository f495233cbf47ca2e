// A tree of files that is to become an archive: what each is, and whose it is.

/** Whose file it is, for the manifest. */
export interface Origin {
  readonly package: string;
  readonly version: string;
  /** An SPDX licence expression, or `NOASSERTION` where it cannot be told. */
  readonly license: string;
  /** Where the package comes from. */
  readonly source: 'debian' | 'npm' | 'baton';
  /** SHA-256 of the package's archive, in hexadecimal, where it was fetched as one. */
  readonly sha256?: string;
  /** Other packages whose text was made part of the file. */
  readonly contains?: readonly Origin[];
}

export type Content =
  | { readonly kind: 'directory' }
  | { readonly kind: 'file'; readonly data: Uint8Array; readonly origin: Origin }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'character device' | 'block device'; readonly major: number; readonly minor: number };

/** One name in the tree. Everything belongs to root, and nothing has a time: both would differ by who builds. */
export interface Item {
  /** Relative to the root, without a leading `/`: `bin/node`. */
  readonly path: string;
  /** Permission bits, such as 0o755. */
  readonly mode: number;
  readonly content: Content;
}

export function directory(path: string, mode = 0o755): Item {
  return { path, mode, content: { kind: 'directory' } };
}

export function file(path: string, data: Uint8Array, origin: Origin, mode = 0o644): Item {
  return { path, mode, content: { kind: 'file', data, origin } };
}

export function link(path: string, target: string): Item {
  return { path, mode: 0o777, content: { kind: 'link', target } };
}

/**
 * `items` in the one order that depends on nothing else, by the bytes of their paths, so that each directory comes
 * before what is in it; directories that were not named are added. Throws for a path that is named twice, that is not
 * relative and normal, or that lies below something that is not a directory.
 */
export function arrange(items: Iterable<Item>): Item[] {
  const byPath = new Map<string, Item>();
  for (const item of items) {
    if (item.path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
      throw new Error(`${JSON.stringify(item.path)} is no path inside an image`);
    }
    if (byPath.has(item.path)) throw new Error(`the image would have two files called ${item.path}`);
    byPath.set(item.path, item);
  }
  for (const { path } of [...byPath.values()]) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      const found = byPath.get(parent);
      if (found === undefined) byPath.set(parent, directory(parent));
      else if (found.content.kind !== 'directory')
        throw new Error(`${path} lies below ${parent}, which is no directory`);
    }
  }
  return [...byPath.values()].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}
