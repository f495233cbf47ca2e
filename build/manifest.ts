// The manifest: every file of the image, whose it is, under which licence, and its SHA-256.

import { createHash } from 'node:crypto';
import type { Kernel } from './kernel.ts';
import type { Item, Origin } from './tree.ts';

export interface ManifestFile {
  /** The archive that holds it: `initramfs.img`, or `root.squashfs` inside that; absent for a file of the output directory. */
  readonly in?: string;
  readonly path: string;
  /** Where a symbolic link points; a link has no fields but these. */
  readonly link?: string;
  readonly bytes?: number;
  /** SPDX asks for this one. */
  readonly sha1?: string;
  readonly sha256?: string;
  readonly package?: string;
  readonly version?: string;
  readonly license?: string;
  /** The packages whose text was made part of the file, as `NAME VERSION LICENCE`. */
  readonly contains?: readonly string[];
}

export interface Manifest {
  /** Of everything that the image was made from: the same key, the same image. */
  readonly inputs: string;
  readonly kernel: { readonly kind: string; readonly release: string };
  /** The name of the profile that says what is in the image. */
  readonly profile: string;
  readonly packages: readonly Omit<Origin, 'contains'>[];
  readonly files: readonly ManifestFile[];
}

export function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

const sha1 = (data: Uint8Array): string => createHash('sha1').update(data).digest('hex');

function describe(item: Item, archive: string | undefined): ManifestFile | undefined {
  const where = archive === undefined ? { path: item.path } : { in: archive, path: item.path };
  if (item.content.kind === 'link') return { ...where, link: item.content.target };
  if (item.content.kind !== 'file') return undefined;
  const { data, origin } = item.content;
  const { package: name, version, license } = origin;
  const facts = {
    ...where,
    bytes: data.length,
    sha1: sha1(data),
    sha256: sha256(data),
    package: name,
    version,
    license,
  };
  if (!origin.contains) return facts;
  return { ...facts, contains: origin.contains.map((part) => `${part.package} ${part.version} ${part.license}`) };
}

/** `groups` has the files by the archive that holds them, with `undefined` for those of the output directory. */
export function manifest(
  inputs: string,
  kernel: Kernel,
  profile: string,
  groups: ReadonlyMap<string | undefined, readonly Item[]>,
): Manifest {
  const packages = new Map<string, Omit<Origin, 'contains'>>();
  const files: ManifestFile[] = [];
  for (const [archive, items] of groups) {
    for (const item of items) {
      const entry = describe(item, archive);
      if (entry !== undefined) files.push(entry);
      if (item.content.kind !== 'file') continue;
      for (const { contains: _, ...origin } of [item.content.origin, ...(item.content.origin.contains ?? [])]) {
        packages.set(`${origin.source} ${origin.package} ${origin.version}`, origin);
      }
    }
  }
  const sorted = [...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, origin]) => origin);
  return { inputs, kernel: { kind: kernel.kind, release: kernel.release }, profile, packages: sorted, files };
}
